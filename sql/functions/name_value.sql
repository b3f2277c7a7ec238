/*
args: [core, txt, day, unit]
returns: "the legal form of a usable name, else null"
*/
-- The second pattern holds a character of every word that is no name: most names need no closer look.
CASE
    WHEN regexp_full_match(core, '\p{Han}{2,4}') AND NOT regexp_matches(core, '[之婴未新某不其暂没同测〇]') THEN core
    WHEN regexp_full_match(core, '\p{Han}{1,}(·\p{Han}+)*|[A-Z][A-Za-z .·-]{1,60}')
        AND length(core) BETWEEN 2 AND 30
        AND NOT regexp_matches(core, '之[子女妻夫父母]|之[长次三独]|婴儿|未取名|未命名|新生儿|某')
        AND NOT contains(core, '〇')
        AND NOT is_test_name(core)
        AND NOT is_missing_word(core) THEN core
END
