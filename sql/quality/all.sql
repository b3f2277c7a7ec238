/*
title: 质检问题
row: 一个问题，有稳定编号、责任部门、期限与状态
published: true
*/
WITH keyed AS (
    SELECT
        r.*,
        -- the same rule on the same element of the same business is one finding, in whatever batch it stands
        concat_ws('|', r.rule, r.dataset, coalesce(
            k.written_key, r.business_key, concat_ws('|', r.batch, r.file, r.sheet, CAST(r.row_number AS VARCHAR))
        ), coalesce(r.field, '')) AS about
    FROM findings.reported AS r
    LEFT JOIN findings.keys AS k ON k.record_id = r.record_id AND k.written_key IS NOT NULL
),

numbered AS (
    -- two persons under one number, or two notes on one file, are findings of their own
    SELECT k.*, row_number() OVER (
        PARTITION BY k.about ORDER BY k.batch DESC, k.file, k.sheet, k.row_number, k.original, k.severity, k.message
    ) AS place
    FROM (SELECT DISTINCT * FROM keyed) AS k
),

now AS (
    SELECT n.*, substr(md5(n.about || CASE WHEN n.place > 1 THEN '|' || CAST(n.place AS VARCHAR) ELSE '' END), 1, 20) AS finding_id
    FROM numbered AS n
),

deadline AS (
    SELECT min(c.day) AS due_date
    FROM catalog.calendar AS c
    WHERE c.workday_number = (
        SELECT max(t.workday_number) + 10 FROM catalog.calendar AS t WHERE t.day <= $today
    )
),

linked AS (
    SELECT record_id, min(entity_id) AS entity_id
    FROM identity.person_links
    WHERE role IN ('self', 'deceased', 'male')
    GROUP BY record_id
)

SELECT
    n.finding_id,
    n.dataset,
    n.batch,
    n.file,
    n.sheet,
    n.row_number,
    n.business_key,
    CASE WHEN l.entity_id IS NOT NULL THEN 'person' END AS entity_type,
    l.entity_id,
    n.field AS element,
    n.field,
    n.header,
    n.rule,
    n.dimension,
    n.severity,
    n.department,
    n.original,
    n.message,
    n.advice AS expected,
    coalesce(m.first_seen, $today) AS first_seen,
    $today AS last_seen,
    CASE WHEN n.severity <> 'info' AND NOT n.unverified THEN coalesce(m.due_date, d.due_date) END AS due_date,
    CASE
        WHEN m.status = 'excepted' THEN 'excepted'
        WHEN n.unverified THEN '待核'
        WHEN m.status IN ('fixed', 'reopened') THEN 'reopened'
        ELSE 'open'
    END AS status
FROM now AS n
CROSS JOIN deadline AS d
LEFT JOIN memory.findings AS m ON m.finding_id = n.finding_id
LEFT JOIN linked AS l ON l.record_id = n.record_id
UNION ALL
SELECT m.finding_id, m.dataset, m.batch, m.file, m.sheet, m.row_number, m.business_key, m.entity_type, m.entity_id,
    m.element, m.field, m.header, m.rule, m.dimension, m.severity, m.department, m.original, m.message,
    NULL AS expected, m.first_seen, m.last_seen, m.due_date, 'fixed' AS status
FROM memory.findings AS m
ANTI JOIN now AS n ON n.finding_id = m.finding_id
