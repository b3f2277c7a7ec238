/*
args: [raw, txt, core, usable, day, unit]
returns: "null, BLANK, T-13 or T-09 (a unit in the cell, or no number)"
*/
CASE
    WHEN usable IS NOT NULL AND raw = core THEN NULL
    WHEN txt IS NULL THEN 'BLANK'
    WHEN is_missing_word(txt) THEN 'T-13'
    WHEN usable IS NULL THEN 'T-09'
    WHEN regexp_matches(txt, '[^0-9.]$') THEN 'T-09'
END
