/*
args: [core, txt, day, unit]
returns: "12 to 30 digits; rural passbooks carry no Luhn digit, so none is asked"
*/
CASE WHEN regexp_full_match(core, '[0-9]{12,30}') AND NOT is_placeholder_number(core) THEN core END
