/*
title: 失分对应的问题
row: 一个部门的得分中一处可能失分的地方（组成部分、来源、规则）
*/
WITH places AS (
    SELECT f.department, '数据质量' AS component, f.dataset, s.scored_rule AS rule, f.finding_id
    FROM findings."all" AS f
    INNER JOIN findings.scored_rules AS s
        ON s.dataset = f.dataset AND s.field IS NOT DISTINCT FROM f.field AND s.rule = f.rule AND s.dimension = f.dimension
    WHERE f.row_number IS NOT NULL AND finding_waits(f.severity, f.status)
    UNION ALL
    SELECT f.department, '一票否决' AS component, f.dataset, f.rule, f.finding_id
    FROM findings."all" AS f
    WHERE finding_waits(f.severity, f.status)
    UNION ALL
    SELECT f.department, '按期整改' AS component, NULL AS dataset, NULL AS rule, f.finding_id
    FROM findings."all" AS f
    WHERE f.due_date <= $today
        AND (finding_waits(f.severity, f.status) OR (f.status = 'fixed' AND f.last_seen > f.due_date))
    UNION ALL
    SELECT f.department, '整改有效' AS component, NULL AS dataset, NULL AS rule, f.finding_id
    FROM findings."all" AS f
    WHERE f.status = 'reopened' AND finding_waits(f.severity, f.status)
)

SELECT department, component, dataset, rule, list_sort(list(finding_id)) AS finding_ids
FROM places
GROUP BY department, component, dataset, rule
