/*
title: 号码成段错位
row: 一张表中号码列与姓名成段错位的地方（疑似只对一列排序），首末行号
*/
WITH bounds AS (
    SELECT
        max(number) FILTER (WHERE name = 'shifted_rows_min') AS least,
        max(number) FILTER (WHERE name = 'shifted_rows_share') AS share
    FROM catalog.parameters
    WHERE valid_from <= $today AND (valid_to IS NULL OR valid_to > $today)
),

-- the number is known, and whoever holds it has another name
strangers AS (
    SELECT o.profile_id, p.id_number
    FROM identity.person_open AS o
    INNER JOIN identity.person_profiles AS p USING (profile_id)
    WHERE p.id_number IS NOT NULL
),

misplaced AS (
    SELECT m.record_id // 4294967296 AS part, m.role, CAST(m.record_id % 4294967296 AS BIGINT) AS row_number
    FROM strangers AS s
    INNER JOIN identity.person_mentions AS m USING (profile_id)
    WHERE NOT m.superseded
    -- one number on many rows is a clerk's own, not a column out of step
    QUALIFY count(*) OVER (PARTITION BY m.record_id // 4294967296, m.role, s.id_number) = 1
),

runs AS (
    SELECT m.part, m.role, m.row_number AS first_row, b.least, b.share,
        lead(m.row_number, CAST(b.least AS INTEGER) - 1) OVER (
            PARTITION BY m.part, m.role ORDER BY m.row_number
        ) AS last_row
    FROM misplaced AS m
    CROSS JOIN bounds AS b
),

blocks AS (
    SELECT part, min(first_row) AS first_row, max(last_row) AS last_row
    FROM runs
    WHERE last_row - first_row + 1 <= least / share
    GROUP BY part
)

SELECT
    p.dataset,
    p.batch,
    p.file,
    p.sheet,
    b.first_row AS row_number,
    b.part,
    b.last_row,
    concat('第', b.first_row, '行至第', b.last_row, '行的号码与姓名不符') AS detail
FROM blocks AS b
INNER JOIN raw.parts AS p ON p.part = b.part
