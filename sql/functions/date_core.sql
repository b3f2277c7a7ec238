/*
args: [txt]
returns: "ISO 8601 date at the precision delivered: 1990-05-03, 1990-05 or 1990"
*/
-- T-01, T-02, T-04: a two-digit year is never guessed.
CASE
    WHEN regexp_full_match(txt, '[0-9]{4}-[0-9]{2}-[0-9]{2}') THEN CAST(TRY_CAST(txt AS DATE) AS VARCHAR)
    WHEN regexp_full_match(txt, '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(-.*)?')
        THEN day_of(string_split(txt, '-')[1], string_split(txt, '-')[2], string_split(txt, '-')[3])
    WHEN regexp_full_match(txt, '(18|19|20)[0-9]{6}([0-9]{4,6})?(-.*)?')
        THEN day_of(substr(txt, 1, 4), substr(txt, 5, 2), substr(txt, 7, 2))
    WHEN regexp_full_match(txt, '(18|19|20)[0-9]{2}-[0-9]{1,2}')
        THEN month_of(string_split(txt, '-')[1], string_split(txt, '-')[2])
    WHEN regexp_full_match(txt, '(18|19|20)[0-9]{4}') THEN month_of(substr(txt, 1, 4), substr(txt, 5, 2))
    WHEN regexp_full_match(txt, '(18|19|20)[0-9]{2}') THEN txt
    WHEN is_serial_day(txt)
        THEN CAST(DATE '1899-12-30' + CAST(substr(txt, 1, 5) AS INTEGER) AS VARCHAR)
END
