/*
args: [raw, txt, core, usable, day, unit]
returns: "null or the guide-4 code of a date cell"
*/
-- A column whose header asks for 年月 has the unit month: there a month is no defect.
CASE
    WHEN usable = raw AND length(raw) >= 10 THEN NULL
    WHEN plain(raw) IS NULL THEN 'BLANK'
    WHEN is_sentinel_date(core) OR contains(' 1900-01-00 1900-1-0 0 0000-00-00 9999-12-31 ', ' ' || txt || ' ') THEN 'T-03'
    WHEN is_missing_word(plain(raw)) THEN 'T-13'
    WHEN core IS NULL THEN 'T-01'
    WHEN regexp_full_match(txt, '[2-5][0-9]{4}(-0+)?') THEN 'T-02'
    WHEN length(core) < 10 AND unit IS DISTINCT FROM 'month' THEN 'T-04'
END
