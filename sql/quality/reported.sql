/*
title: 本次发现的问题
row: 一个在报送、记录、取值或归并中发现的问题，尚未与以往对照
*/
WITH other_counties AS (
    SELECT DISTINCT i.code
    FROM catalog.id_prefixes AS i
    ANTI JOIN catalog.divisions AS d ON substr(d.code, 1, 6) = i.code
),

of_values AS (
    SELECT v.dataset, v.batch, v.file, v.sheet, v.row_number, v.record_id, v.business_key, v.field,
        -- an unknown code of another county says where the row belongs; it is no spelling of a place here
        CASE WHEN v.rule = 'A-09' AND o.code IS NOT NULL THEN 'F-15' ELSE v.rule END AS rule, v.repaired, v.original
    FROM findings.cells AS v
    LEFT JOIN catalog.sources AS s ON s.dataset = v.dataset AND s.territory = v.field
    LEFT JOIN other_counties AS o ON o.code = substr(v.original, 1, 6) AND s.territory IS NOT NULL
),

found AS (
    SELECT * FROM of_values
    UNION ALL
    SELECT d.dataset, d.batch, d.file, d.sheet, d.row_number, d.record_id, d.business_key, d.field, d.rule,
        false AS repaired, d.original
    FROM findings.deliveries AS d
    UNION ALL
    SELECT r.dataset, r.batch, r.file, r.sheet, r.row_number, r.record_id, r.business_key, r.field, r.rule,
        false AS repaired, r.original
    FROM findings.records AS r
    UNION ALL
    SELECT b.dataset, b.batch, b.file, b.sheet, b.row_number, b.record_id, b.business_key, b.field, b.rule,
        false AS repaired, CAST(NULL AS VARCHAR) AS original
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
