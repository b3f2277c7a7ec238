/*
args: [txt]
returns: "63 bits of md5 as a BIGINT: equal texts, equal numbers"
*/
CAST(md5_number_lower(txt) // 2 AS BIGINT)
