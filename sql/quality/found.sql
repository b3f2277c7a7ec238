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
),

other_counties AS (
    SELECT DISTINCT i.code
    FROM catalog.id_prefixes AS i
    ANTI JOIN catalog.divisions AS d ON substr(d.code, 1, 6) = i.code
)

SELECT v.dataset, v.batch, v.file, v.sheet, v.row_number, v.record_id, v.business_key, v.field,
    CASE
        WHEN v.rule = 'D-03' AND m.field IS NOT NULL THEN 'D-07'
        -- an unknown code of another county says where the row belongs; it is no spelling of a place here
        WHEN v.rule = 'A-09' AND o.code IS NOT NULL THEN 'F-15'
        ELSE v.rule
    END AS rule,
    CAST(NULL AS VARCHAR) AS broken_rule, v.repaired, false AS unverified, v.original
FROM findings.cells AS v
LEFT JOIN mistyped_only AS m ON m.dataset = v.dataset AND m.field = v.field
LEFT JOIN catalog.sources AS s ON s.dataset = v.dataset AND s.territory = v.field
LEFT JOIN other_counties AS o ON o.code = substr(v.original, 1, 6) AND s.territory IS NOT NULL
UNION ALL
SELECT d.dataset, d.batch, d.file, d.sheet, d.row_number, d.record_id, d.business_key, d.field, d.rule,
    NULL AS broken_rule, false AS repaired, false AS unverified, d.original
FROM findings.deliveries AS d
UNION ALL
SELECT r.dataset, r.batch, r.file, r.sheet, r.row_number, r.record_id, r.business_key, r.field, r.rule,
    NULL AS broken_rule, false AS repaired, r.unverified, NULL AS original
FROM findings.records AS r
UNION ALL
SELECT b.dataset, b.batch, b.file, b.sheet, b.row_number, b.record_id, b.business_key, b.field,
    coalesce(b.code, b.rule) AS rule, b.rule AS broken_rule, false AS repaired, false AS unverified,
    NULL AS original
FROM findings.broken_rules AS b
