/*
title: 质检问题
row: 一个问题，有稳定编号、责任部门、期限与状态
published: true
*/
WITH now AS (
    SELECT
        -- the same rule on the same value of the same record of business is one finding, in whatever batch it stands
        substr(md5(concat_ws('|', r.rule, r.dataset, coalesce(
            r.business_key, concat_ws('|', r.batch, r.file, r.sheet, CAST(r.row_number AS VARCHAR))
        ), coalesce(r.field, ''), coalesce(r.original, ''))), 1, 20) AS finding_id,
        r.*
    FROM findings.reported AS r
    QUALIFY row_number() OVER (
        PARTITION BY r.rule, r.dataset, coalesce(
            r.business_key, concat_ws('|', r.batch, r.file, r.sheet, CAST(r.row_number AS VARCHAR))
        ), coalesce(r.field, ''), coalesce(r.original, '')
        ORDER BY r.batch DESC, r.file, r.sheet, r.row_number
    ) = 1
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
    CASE WHEN n.severity <> 'info' THEN coalesce(m.due_date, d.due_date) END AS due_date,
    CASE WHEN m.status = 'fixed' THEN 'reopened' ELSE 'open' END AS status
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
