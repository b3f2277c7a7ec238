/*
args: [raw, txt, core, usable, day, unit]
returns: "null, BLANK, T-13 or T-15 (also a landline without its area code)"
*/
CASE
    WHEN usable = raw AND length(usable) >= 9 THEN NULL
    WHEN plain(raw) IS NULL THEN 'BLANK'
    WHEN is_missing_word(plain(raw)) THEN 'T-13'
    WHEN usable IS NULL OR txt <> core OR length(usable) < 9 THEN 'T-15'
    WHEN usable <> raw THEN 'T-15'
END
