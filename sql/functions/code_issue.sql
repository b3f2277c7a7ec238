/*
args: [raw, txt, core, usable, day, unit]
returns: "null, BLANK, T-13, or T-11: code and label in one cell, or a code that the list does not have"
*/
-- core is the code when the cell was exactly one spelling of it.
CASE
    WHEN core IS NOT NULL THEN NULL
    WHEN txt IS NULL THEN 'BLANK'
    WHEN usable IS NULL AND is_missing_word(txt) THEN 'T-13'
    ELSE 'T-11'
END
