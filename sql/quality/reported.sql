/*
title: 本次发现的问题
row: 一个本次发现的问题，尚未与以往对照
*/
WITH consequences AS (
    SELECT w.record_id, follows.rule, CAST(NULL AS VARCHAR) AS field
    FROM (
        SELECT DISTINCT record_id FROM findings.found WHERE rule IN ('D-10', 'D-11', 'D-14', 'D-17')
    ) AS w
    CROSS JOIN (SELECT unnest(['D-20', 'T-05', 'X-06']) AS rule) AS follows
    UNION
    SELECT record_id, 'D-20' AS rule, field FROM findings.found WHERE rule = 'X-06'
    UNION
    -- a column out of step is one finding of its table
    SELECT s.record_id, s.rule, s.field
    FROM findings.found AS s
    INNER JOIN findings.shifted AS x
        ON x.part = s.record_id // 4294967296
        AND s.record_id % 4294967296 BETWEEN x.row_number AND x.last_row
    WHERE s.rule IN ('D-10', 'D-11', 'D-17')
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
    f.unverified,
    f.original,
    coalesce(nullif(concat_ws('：', i.label, t.title), ''), f.rule) AS message,
    i.advice
FROM findings.found AS f
LEFT JOIN catalog.sources AS s ON s.dataset = f.dataset
LEFT JOIN catalog.columns AS c ON c.dataset = f.dataset AND c.field = f.field
LEFT JOIN catalog.issues AS i ON i.code = f.rule
LEFT JOIN findings.rule_results AS t ON t.rule = f.broken_rule
-- one defect is one finding: what follows from the number of somebody else, or from a date out of order, is not told again
ANTI JOIN consequences AS q
    ON q.record_id = f.record_id AND q.rule = f.rule AND coalesce(q.field, f.field) = f.field
