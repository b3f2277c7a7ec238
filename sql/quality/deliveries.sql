/*
title: 报送层面的问题
row: 一个报送、文件、行或主键的问题：拒收、读取所见、隔离、错位、主键不明
*/
SELECT
    n.dataset,
    n.batch,
    n.file,
    n.sheet,
    n.row_number,
    CAST(NULL AS BIGINT) AS record_id,
    CAST(NULL AS VARCHAR) AS business_key,
    CAST(NULL AS VARCHAR) AS field,
    n.code AS rule,
    n.detail AS original
FROM raw.notes AS n
-- a batch that is refused whole is told once, with the reason
ANTI JOIN raw.deliveries AS w
    ON w.dataset = n.dataset AND w.batch = n.batch AND w.reason IN ('MANIFEST', 'UNKNOWN_DATASET', 'F-13')
UNION ALL
SELECT d.dataset, d.batch, NULL AS file, NULL AS sheet, NULL AS row_number, NULL AS record_id, NULL AS business_key,
    NULL AS field, d.reason AS rule, d.detail AS original
FROM raw.deliveries AS d
WHERE d.status = 'refused' AND d.reason IN ('MANIFEST', 'UNKNOWN_DATASET', 'F-13')
UNION ALL
SELECT q.dataset, q.batch, q.file, q.sheet, q.row_number, NULL AS record_id, NULL AS business_key, NULL AS field,
    CASE q.reason WHEN 'TEST_DATA' THEN 'X-11' ELSE q.reason END AS rule, NULL AS original
FROM quarantine.rows AS q
UNION ALL
SELECT x.dataset, x.batch, x.file, x.sheet, x.row_number, NULL AS record_id, NULL AS business_key, NULL AS field,
    'D-12' AS rule, x.detail AS original
FROM findings.shifted AS x
UNION ALL
SELECT k.dataset, k.batch, k.file, k.sheet, k.row_number, k.record_id, k.business_key, k.field, k.rule,
    NULL AS original
FROM findings.key_issues AS k
