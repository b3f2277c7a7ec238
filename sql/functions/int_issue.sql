/*
args: [raw, txt, core, usable, day, unit]
returns: "null, BLANK, T-13 or T-08"
*/
CASE WHEN txt IS NULL THEN 'BLANK' WHEN is_missing_word(txt) THEN 'T-13' WHEN usable IS NULL THEN 'T-08' END
