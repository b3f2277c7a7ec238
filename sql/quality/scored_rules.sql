/*
title: 问题计入的评分规则
row: 一个来源中一种问题（栏目、问题代码、维度）
columns:
  scored_rule: 问题计入的规则；没有自己规则的，计入该来源该维度的记录规则
*/
WITH kinds AS (
    SELECT DISTINCT dataset, field, rule, dimension
    FROM findings."all"
    WHERE row_number IS NOT NULL AND dimension <> '可访问性'
),

-- what was read from a cell is judged by the rule that its column can be read at all
of_cells AS (
    SELECT dataset, field, rule FROM findings.cells
    UNION
    -- found under this code where no float can have changed the number
    SELECT dataset, field, 'D-07' AS rule FROM findings.cells WHERE rule = 'D-03'
),

own_rules AS (
    SELECT k.dataset, k.field, k.rule, k.dimension, min(r.rule) AS own_rule
    FROM kinds AS k
    LEFT JOIN of_cells AS c ON c.dataset = k.dataset AND c.field = k.field AND c.rule = k.rule
    LEFT JOIN findings.rule_results AS r
        ON r.dataset = k.dataset
        AND (
            r.rule IN (k.rule, concat_ws('.', k.dataset, k.field, k.rule))
            OR (
                c.rule IS NOT NULL AND r.field = k.field AND CASE k.rule
                    WHEN 'BLANK' THEN ends_with(r.rule, '.not_null')
                    WHEN 'D-20' THEN ends_with(r.rule, '.agrees')
                    ELSE ends_with(r.rule, '.conform') OR ends_with(r.rule, '.in_codes')
                END
            )
        )
    GROUP BY k.dataset, k.field, k.rule, k.dimension
)

SELECT dataset, field, rule, dimension, coalesce(own_rule, concat_ws('.', dataset, 'records', dimension)) AS scored_rule
FROM own_rules
