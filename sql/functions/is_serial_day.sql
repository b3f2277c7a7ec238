/*
args: [txt]
returns: "whether a text counts days since 1899-12-30 as Excel does, from 1927 on (T-02)"
*/
-- 18 and 19 in front could as well begin a year and a month without its zero.
regexp_full_match(txt, '(1[0-7]|[2-5][0-9])[0-9]{3}(-0+)?')
