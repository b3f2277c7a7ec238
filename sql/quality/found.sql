/*
title: 各处发现的问题
row: 一个在报送、记录、取值或归并中发现的问题
columns:
  broken_rule: 违反的数据元或记录规则
*/
-- one mistyped number in 64 looks as if a float had changed it; where there are no more than that, none did
WITH mistyped_only AS (
    SELECT dataset, field
    FROM findings.cells
    WHERE rule IN ('D-03', 'D-07')
    GROUP BY dataset, field
    HAVING count(*) FILTER (WHERE rule = 'D-03') * 12 < count(*) FILTER (WHERE rule = 'D-07')
)

SELECT v.dataset, v.batch, v.file, v.sheet, v.row_number, v.record_id, v.business_key, v.field,
    CASE WHEN v.rule = 'D-03' AND o.field IS NOT NULL THEN 'D-07' ELSE v.rule END AS rule,
    CAST(NULL AS VARCHAR) AS broken_rule, v.repaired, false AS unverified,
    v.original
FROM findings.cells AS v
LEFT JOIN mistyped_only AS o ON o.dataset = v.dataset AND o.field = v.field
UNION ALL
SELECT n.dataset, n.batch, n.file, n.sheet, n.row_number, NULL AS record_id, NULL AS business_key, NULL AS field,
    n.code AS rule, NULL AS broken_rule, false AS repaired, false AS unverified,
    n.detail AS original
FROM raw.notes AS n
-- a batch that is refused whole is told once, with the reason
ANTI JOIN raw.deliveries AS w
    ON w.dataset = n.dataset AND w.batch = n.batch AND w.reason IN ('MANIFEST', 'UNKNOWN_DATASET')
UNION ALL
SELECT d.dataset, d.batch, NULL AS file, NULL AS sheet, NULL AS row_number, NULL AS record_id, NULL AS business_key,
    NULL AS field, d.reason AS rule, NULL AS broken_rule, false AS repaired, false AS unverified,
    d.detail AS original
FROM raw.deliveries AS d
WHERE d.status = 'refused' AND d.reason IN ('MANIFEST', 'UNKNOWN_DATASET')
UNION ALL
SELECT q.dataset, q.batch, q.file, q.sheet, q.row_number, NULL AS record_id, NULL AS business_key, NULL AS field,
    CASE q.reason WHEN 'TEST_DATA' THEN 'X-11' ELSE q.reason END AS rule, NULL AS broken_rule, false AS repaired,
    false AS unverified, NULL AS original
FROM quarantine.rows AS q
UNION ALL
SELECT r.dataset, r.batch, r.file, r.sheet, r.row_number, r.record_id, r.business_key, r.field, r.rule,
    NULL AS broken_rule, false AS repaired, r.unverified, NULL AS original
FROM findings.records AS r
UNION ALL
SELECT b.dataset, b.batch, b.file, b.sheet, b.row_number, b.record_id, b.business_key, b.field,
    coalesce(b.code, b.rule) AS rule, b.rule AS broken_rule, false AS repaired, false AS unverified,
    NULL AS original
FROM findings.broken_rules AS b
