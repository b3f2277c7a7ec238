/*
args: [txt]
returns: "18 legal characters; I, O, Z, S, V are never legal and are read as 1, 0, 2, 5, U"
*/
CASE WHEN length(txt) = 18 AND regexp_full_match(translate(txt, 'IOZSV', '1025U'), '[0-9A-Y]{18}')
    THEN translate(txt, 'IOZSV', '1025U') END
