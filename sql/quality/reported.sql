/*
title: 本次发现的问题
row: 一个在报送、记录、取值或归并中发现的问题，尚未与以往对照
*/
WITH of_values AS (
    SELECT v.dataset, v.batch, v.file, v.sheet, v.row_number, v.record_id, v.business_key, v.field, v.rule,
        v.repaired, v.original
    FROM findings.cells AS v
),

of_deliveries AS (
    SELECT n.dataset, n.batch, n.file, n.sheet, n.row_number, CAST(NULL AS BIGINT) AS record_id,
        CAST(NULL AS VARCHAR) AS business_key, CAST(NULL AS VARCHAR) AS field, n.code AS rule, false AS repaired,
        n.detail AS original
    FROM raw.notes AS n
    UNION ALL
    SELECT d.dataset, d.batch, NULL AS file, NULL AS sheet, NULL AS row_number, NULL AS record_id,
        NULL AS business_key, NULL AS field, d.reason AS rule, false AS repaired, d.detail AS original
    FROM raw.deliveries AS d
    WHERE d.status = 'refused' AND d.reason IN ('MANIFEST', 'UNKNOWN_DATASET')
),

of_lines AS (
    SELECT q.dataset, q.batch, q.file, q.sheet, q.row_number, NULL AS record_id, NULL AS business_key, NULL AS field,
        CASE q.reason WHEN 'TEST_DATA' THEN 'X-11' ELSE q.reason END AS rule, false AS repaired, NULL AS original
    FROM quarantine.rows AS q
),

found AS (
    SELECT * FROM of_values
    UNION ALL
    SELECT * FROM of_deliveries
    UNION ALL
    SELECT * FROM of_lines
    UNION ALL
    SELECT r.dataset, r.batch, r.file, r.sheet, r.row_number, r.record_id, r.business_key, r.field, r.rule,
        false AS repaired, r.original
    FROM findings.records AS r
    UNION ALL
    SELECT b.dataset, b.batch, b.file, b.sheet, b.row_number, b.record_id, b.business_key, b.field,
        coalesce(b.code, b.rule) AS rule, false AS repaired, CAST(NULL AS VARCHAR) AS original
    FROM findings.broken_rules AS b
)

SELECT
    f.dataset,
    f.batch,
    f.file,
    f.sheet,
    f.row_number,
    f.record_id,
    f.business_key,
    f.field,
    c.header,
    f.rule,
    coalesce(i.dimension, t.dimension, '准确性') AS dimension,
    -- what could be repaired without doubt is counted and not dispatched
    CASE WHEN f.repaired THEN 'info' ELSE coalesce(i.severity, t.severity, 'warn') END AS severity,
    coalesce(s.department, f.dataset) AS department,
    f.original,
    coalesce(i.label, t.title, f.rule) AS message,
    i.advice
FROM found AS f
LEFT JOIN catalog.sources AS s ON s.dataset = f.dataset
LEFT JOIN catalog.columns AS c ON c.dataset = f.dataset AND c.field = f.field
LEFT JOIN catalog.issues AS i ON i.code = f.rule
LEFT JOIN findings.rule_results AS t ON t.rule = f.rule
