/*
args: [present, registration, life]
returns: "where a living person lives by the present address: 常住, 外出 or 不详"
*/
-- An address without upper levels is one of ours (A-01); one that names another county or city is not.
CASE
    WHEN life = '死亡' THEN NULL
    WHEN contains(present, (SELECT regexp_replace(max(d.name), '[县区市]$', '') FROM catalog.divisions AS d WHERE d.level = 3))
        THEN '常住'
    WHEN regexp_matches(present, '^\p{Han}{2,8}?(省|自治区|市|州|县)') AND below_county(present) <> present THEN '外出'
    WHEN present IS NULL AND registration = '迁出' THEN '外出'
    WHEN present IS NULL THEN '不详'
    ELSE '常住'
END
