/*
title: 地名问题
row: 一条记录的一个地址或地名的一个问题
*/
-- one character apart from exactly the names that are there: a slip of the pen, not another place
WITH near_townships AS (
    SELECT p.township
    FROM (SELECT DISTINCT township FROM findings.place_names WHERE in_county AND NOT township_known) AS p
    INNER JOIN (SELECT DISTINCT township_stem FROM catalog.places) AS t ON characters_apart(p.township, t.township_stem) = 1
    GROUP BY p.township
),

near_villages AS (
    SELECT p.township, p.village
    FROM (
        SELECT DISTINCT township, village
        FROM findings.place_names
        WHERE (in_county OR kind <> 'address') AND township_known AND NOT village_known
    ) AS p
    INNER JOIN catalog.places AS v
        ON v.township_stem = p.township AND characters_apart(p.village, v.village_stem) = 1 AND length(p.village) > 1
    GROUP BY p.township, p.village
),

told AS (
    SELECT n.place, n.kind, n.beside,
        CASE
            WHEN n.kind = 'township' THEN CASE
                WHEN n.township IS NULL AND regexp_matches(n.place, '村|社区|居委会') THEN 'A-06' END
            WHEN n.beside IS NOT NULL AND regexp_matches(n.place, '^\p{Han}{1,8}(乡|镇|街道)') AND n.township_name <> ''
                AND NOT n.township_name_differs THEN 'A-06'
            WHEN n.other_upper_names OR regexp_matches(n.place_below, '生产队|大队第?[0-9一二三四五六七八九十]')
                THEN 'A-02'
            WHEN (n.in_county OR n.kind <> 'address') AND (t.township IS NOT NULL OR v.village IS NOT NULL) THEN 'A-05'
            WHEN n.kind = 'address' AND n.in_county AND n.township IS NULL AND n.units_of_that_name > 1 THEN 'A-08'
            WHEN n.beside IS NOT NULL AND n.township_known AND NOT n.village_known THEN 'X-09'
            WHEN odd_group(n.place_below) THEN 'A-04'
            WHEN odd_suffix(n.place_below) OR (n.township_known AND n.township_name_differs) THEN 'A-03'
            WHEN n.kind = 'address' AND n.in_county AND NOT n.upper_names_complete THEN 'A-01'
        END AS rule
    FROM findings.place_names AS n
    LEFT JOIN near_townships AS t ON t.township = n.township AND NOT n.township_known
    LEFT JOIN near_villages AS v ON v.township = n.township AND v.village = n.village AND n.township_known AND NOT n.village_known
    UNION ALL
    SELECT DISTINCT g.place, g.kind, g.beside, CASE WHEN odd_group(g.place) THEN 'A-04' END AS rule
    FROM findings.addresses AS g
    WHERE g.kind = 'group_no'
),

cells AS (
    SELECT a.record_id, p.dataset, p.batch, p.file, a.field, t.rule
    FROM findings.addresses AS a
    INNER JOIN raw.parts AS p ON p.part = a.record_id // 4294967296
    LEFT JOIN told AS t ON t.place = a.place AND t.kind = a.kind AND t.beside IS NOT DISTINCT FROM a.beside
),

-- what most of a column of a file has is the file's own way of writing and only counted
own_ways AS (
    SELECT dataset, batch, file, field, arg_max(rule, rows) AS rule
    FROM (
        SELECT dataset, batch, file, field, rule, count(*) AS rows FROM cells GROUP BY dataset, batch, file, field, rule
    ) AS ways
    GROUP BY dataset, batch, file, field
    HAVING max(rows) FILTER (WHERE rule IN ('A-01', 'A-03', 'A-04')) * 2 > sum(rows)
)

SELECT c.record_id, c.field, c.rule
FROM cells AS c
ANTI JOIN own_ways AS o
    ON o.dataset = c.dataset AND o.batch = c.batch AND o.file = c.file AND o.field = c.field AND o.rule = c.rule
WHERE c.rule IS NOT NULL
