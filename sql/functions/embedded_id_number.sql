/*
args: [txt]
returns: "the valid id number inside a longer certificate or student number, else null"
*/
CASE WHEN id_number_birth(regexp_extract(upper(txt), '[0-9]{17}[0-9X]')) IS NOT NULL
    AND substr(regexp_extract(upper(txt), '[0-9]{17}[0-9X]'), 18, 1)
        = id_number_check(regexp_extract(upper(txt), '[0-9]{17}[0-9X]'))
    THEN regexp_extract(upper(txt), '[0-9]{17}[0-9X]') END
