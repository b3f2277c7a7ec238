/*
args: [core, txt, day, unit]
returns: "area in the column's unit; 1 亩 = 666.67 平方米, 1 公顷 = 15 亩"
*/
CASE WHEN regexp_full_match(txt, '[0-9]+(\.[0-9]+)?(亩|平方米|平米|㎡|M2|公顷|分)?') THEN CAST(
    TRY_CAST(core AS DECIMAL(18, 6)) * CASE
        WHEN txt LIKE '%亩' AND unit <> '亩' THEN 666.67
        WHEN txt LIKE '%分' THEN CASE WHEN unit = '亩' THEN 0.1 ELSE 66.667 END
        WHEN txt LIKE '%公顷' THEN CASE WHEN unit = '亩' THEN 15 ELSE 10000 END
        WHEN regexp_matches(txt, '平方米|平米|㎡|M2') AND unit = '亩' THEN 0.0015
        ELSE 1
    END AS DECIMAL(18, 2)) END
