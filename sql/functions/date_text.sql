/*
args: [raw]
returns: "the digit groups of a date joined by hyphens"
*/
-- Most dates are written in one of four ways that need no reading of Chinese digits.
CASE
    WHEN regexp_full_match(raw, '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{4,8}') THEN raw
    WHEN regexp_full_match(raw, '[0-9]{4}[/.][0-9]{1,2}[/.][0-9]{1,2}') THEN translate(raw, '/.', '--')
    ELSE trim(regexp_replace(regexp_replace(date_digits(raw), '[A-Za-z]+', '', 'g'), '[^0-9]+', '-', 'g'), '-')
END
