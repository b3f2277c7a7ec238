/*
args: [raw, txt, core, usable, day, unit]
returns: "null or the guide-4 code of a name cell"
*/
CASE
    WHEN usable = raw AND usable >= '[' THEN NULL
    WHEN plain(raw) IS NULL THEN 'BLANK'
    WHEN is_test_name(txt) THEN 'X-11'
    WHEN usable < '[' THEN 'N-10'
    WHEN usable IS NOT NULL AND core <> txt THEN CASE
        WHEN length(txt) = 2 * length(core) AND starts_with(txt, core || core) THEN 'N-12'
        WHEN regexp_matches(txt, '支书$|主任$|书记$|村长$|组长$|会计$|医生$|老师$|同志$|先生$|女士$') THEN 'N-12'
        ELSE 'N-08'
    END
    WHEN usable IS NOT NULL AND regexp_replace(plain(raw), '\s+', '', 'g') = usable THEN 'N-01'
    WHEN usable IS NOT NULL AND regexp_matches(raw, '[\x{E000}-\x{F8FF}]') THEN 'N-04'
    WHEN usable IS NOT NULL AND regexp_matches(usable, '·') THEN 'N-02'
    WHEN usable IS NOT NULL THEN 'N-13'
    WHEN is_missing_word(core) THEN 'T-13'
    WHEN regexp_matches(core, '之[子女]|之[长次三独][子女]|婴儿|未取名|未命名|新生儿') THEN 'N-09'
    WHEN regexp_matches(core, '[、,，/;；]|某|之[妻夫父母]') THEN 'N-08'
    WHEN regexp_matches(core, '[\x{E000}-\x{F8FF}]') THEN 'N-04'
    ELSE 'N-03'
END
