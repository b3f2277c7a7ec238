/*
args: [txt]
returns: "the first phone"
*/
CASE WHEN contains(txt, ',') THEN string_split(trim(txt, ','), ',')[1] ELSE txt END
