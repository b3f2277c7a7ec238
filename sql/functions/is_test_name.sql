/*
args: [txt]
returns: "whether a name is test data (X-11)"
*/
regexp_matches(lower(txt), '测试|test')
