/*
args: [txt]
returns: "the digits of an amount"
*/
regexp_extract(txt, '^-?[0-9]+(\.[0-9]+)?')
