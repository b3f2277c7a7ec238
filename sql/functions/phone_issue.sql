/*
args: [raw, txt, core, usable, day, unit]
returns: "null, BLANK, T-13 or T-15"
*/
CASE
    WHEN usable = raw THEN NULL
    WHEN plain(raw) IS NULL THEN 'BLANK'
    WHEN is_missing_word(plain(raw)) THEN 'T-13'
    WHEN usable IS NULL OR txt <> core THEN 'T-15'
    WHEN usable <> raw THEN 'T-15'
END
