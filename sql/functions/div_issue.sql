/*
args: [raw, txt, core, usable, day, unit]
returns: "null, BLANK, T-13 or A-09 (not 12 digits, or not in the edition of divisions)"
*/
CASE
    WHEN txt IS NULL THEN 'BLANK'
    WHEN is_missing_word(txt) THEN 'T-13'
    WHEN usable IS NULL OR length(txt) < 12 THEN 'A-09'
END
