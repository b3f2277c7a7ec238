/*
args: [raw, txt, core, usable, day, unit]
returns: "null or the guide-4 code of an id cell"
*/
-- A binary float keeps no more than 53 bits of a number (D-03); Excel keeps 15 significant digits (D-01).
CASE
    WHEN usable = raw THEN NULL
    WHEN plain(raw) IS NULL THEN 'BLANK'
    WHEN usable IS NOT NULL THEN CASE
        WHEN length(txt) = 15 THEN 'D-06'
        WHEN length(txt) > 18 THEN 'D-16'
        WHEN usable = txt AND length(raw) = 18 THEN 'D-04'
        WHEN txt <> usable THEN 'D-04'
        ELSE 'D-05'
    END
    WHEN regexp_full_match(txt, '[0-9](\.[0-9]+)?E\+?[0-9]{2}') THEN 'D-02'
    WHEN regexp_matches(txt, '[0-9X]{15,18}[、/,;，；|][0-9X]{15,18}') THEN 'D-19'
    WHEN regexp_matches(txt, '[*]{2,}') AND regexp_matches(txt, '[0-9]') THEN 'D-18'
    WHEN core IS NOT NULL AND is_placeholder_number(core) THEN 'D-09'
    WHEN core IS NOT NULL AND substr(core, 18, 1) = id_number_check(core) THEN 'D-08'
    WHEN core IS NOT NULL AND length(txt) = 18 AND substr(txt, 16, 3) = '000' THEN 'D-01'
    WHEN core IS NOT NULL AND length(txt) = 18 AND CAST(TRY_CAST(txt AS DOUBLE) AS BIGINT) = TRY_CAST(txt AS BIGINT)
        THEN 'D-03'
    WHEN NOT regexp_matches(txt, '[0-9]{6}') OR txt = '' THEN 'D-09'
    WHEN replace(txt, substr(txt, 1, 1), '') = '' OR txt LIKE '123456%' THEN 'D-09'
    WHEN regexp_full_match(txt, '[A-Z]{1,2}[0-9]{6,9}|L[0-9]{10,20}|[0-9]{8,12}') THEN 'D-16'
    ELSE 'D-07'
END
