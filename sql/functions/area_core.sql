/*
args: [txt]
returns: "the digits of an area"
*/
regexp_extract(txt, '^[0-9]+(\.[0-9]+)?')
