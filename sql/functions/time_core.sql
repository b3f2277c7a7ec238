/*
args: [txt]
returns: "ISO time, or the date at the precision delivered"
*/
CASE
    WHEN regexp_full_match(txt, '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}-[0-9]{1,2}-[0-9]{1,2}(-[0-9]{1,2})?(-.*)?')
        THEN date_core(txt) || ' ' || lpad(string_split(txt, '-')[4], 2, '0') || ':'
            || lpad(string_split(txt, '-')[5], 2, '0') || ':' || lpad(coalesce(string_split(txt, '-')[6], '0'), 2, '0')
    WHEN regexp_full_match(txt, '(18|19|20)[0-9]{12}')
        THEN date_core(txt) || ' ' || substr(txt, 9, 2) || ':' || substr(txt, 11, 2) || ':' || substr(txt, 13, 2)
    ELSE date_core(txt)
END
