/*
args: [raw, txt, core, usable, day, unit]
returns: "null or the guide-4 code of a date cell"
*/
-- A file whose dates are months as a rule is heard as such where findings are made (T-04).
CASE
    WHEN usable = raw AND length(raw) >= 10 THEN NULL
    WHEN plain(raw) IS NULL THEN 'BLANK'
    WHEN is_sentinel_date(core) OR contains(' 1900-01-00 1900-1-0 0 0000-00-00 9999-12-31 ', ' ' || txt || ' ') THEN 'T-03'
    WHEN is_missing_word(plain(raw)) THEN 'T-13'
    WHEN core IS NULL AND regexp_matches(raw, '农历|阴历') THEN 'T-06'
    WHEN core IS NULL THEN 'T-01'
    WHEN length(txt) < 8 AND is_serial_day(txt) THEN 'T-02'
    WHEN length(core) < 10 THEN 'T-04'
END
