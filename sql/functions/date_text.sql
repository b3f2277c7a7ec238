/*
args: [raw]
returns: "the digit groups of a date joined by hyphens; a lunar date is none"
*/
-- Most dates are written in one of four ways that need no reading of Chinese digits.
-- T-06: 农历八月十五 is another day of the calendar, and which one is not guessed.
CASE
    WHEN regexp_full_match(raw, '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{4,8}') THEN raw
    WHEN regexp_full_match(raw, '[0-9]{4}[/.][0-9]{1,2}[/.][0-9]{1,2}') THEN translate(raw, '/.', '--')
    WHEN NOT (contains(raw, '农历') OR contains(raw, '阴历'))
        THEN trim(regexp_replace(regexp_replace(date_digits(raw), '[A-Za-z]+', '', 'g'), '[^0-9]+', '-', 'g'), '-')
END
