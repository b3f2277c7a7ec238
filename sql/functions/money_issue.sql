/*
args: [raw, txt, core, usable, day, unit]
returns: "null, BLANK, T-13 or T-08"
*/
-- A column agreed in 万元 may say so in its cells.
CASE
    WHEN usable IS NOT NULL AND raw = core THEN NULL
    WHEN txt IS NULL THEN 'BLANK'
    WHEN is_missing_word(txt) THEN 'T-13'
    WHEN usable IS NULL THEN 'T-08'
    WHEN regexp_full_match(raw, '\s*-?[0-9]+(\.[0-9]+)?\s*') THEN NULL
    WHEN unit = '万元' AND regexp_full_match(raw, '\s*[0-9]+(\.[0-9]+)?万(元|人民币|元人民币)?\s*') THEN NULL
    ELSE 'T-08'
END
