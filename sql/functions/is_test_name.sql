/*
args: [txt]
returns: "whether a name is test data (X-11)"
*/
contains(txt, '测试') OR contains(lower(txt), 'test')
