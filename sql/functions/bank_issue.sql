/*
args: [raw, txt, core, usable, day, unit]
returns: "null, BLANK, T-13 or T-16"
*/
CASE
    WHEN usable = raw THEN NULL
    WHEN txt IS NULL THEN 'BLANK'
    WHEN is_missing_word(txt) THEN 'T-13'
    WHEN usable IS NULL OR usable <> raw THEN 'T-16'
END
