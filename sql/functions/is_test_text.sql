/*
args: [txt]
returns: "whether a text begins as test data (X-11)"
*/
starts_with(lower(txt), '测试') OR starts_with(lower(txt), 'test')
