/*
args: [raw, txt, core, usable, day, unit]
returns: "null, BLANK, T-13 or T-08"
*/
CASE
    WHEN usable IS NOT NULL AND raw = core THEN NULL
    WHEN txt IS NULL THEN 'BLANK'
    WHEN is_missing_word(txt) THEN 'T-13'
    WHEN usable IS NULL OR NOT regexp_full_match(raw, '\s*-?[0-9]+(\.[0-9]+)?\s*') THEN 'T-08'
END
