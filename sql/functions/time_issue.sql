/*
args: [raw, txt, core, usable, day, unit]
returns: "null or the guide-4 code of a time cell"
*/
CASE
    WHEN usable = raw AND length(raw) >= 10 THEN NULL
    WHEN plain(raw) IS NULL THEN 'BLANK'
    WHEN is_sentinel_date(substr(core, 1, 10)) THEN 'T-03'
    WHEN is_missing_word(plain(raw)) THEN 'T-13'
    WHEN core IS NULL THEN 'T-01'
    WHEN length(core) < 10 THEN 'T-04'
END
