/*
args: [txt]
returns: "12 digits; a township's or county's shorter code padded with zeros"
*/
CASE WHEN regexp_full_match(txt, '[0-9]{6}|[0-9]{9}|[0-9]{12}') THEN rpad(txt, 12, '0') END
