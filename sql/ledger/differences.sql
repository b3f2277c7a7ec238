/*
title: 值的差异
row: 一个来源的一个与黄金值不一致的值：时点是否对得上，各有几个部门这样说
columns:
  kind: different 值不同；stale 来源说的是更早的情形
  golden_departments: 说法与黄金值一致的部门数，含黄金值的部门
  other_departments: 与该来源说法相同的部门数，含该来源的部门
*/
WITH differing AS (
    SELECT c.entity_type, c.entity_id, c.element, c.golden_value, c.golden_source, c.other_source, c.other_value, c.record_id,
        c.golden_as_of, c.other_as_of, e.compare, o.department
    FROM ledger.comparisons AS c
    INNER JOIN catalog.elements AS e ON e.entity_type = c.entity_type AND e.element = c.element
    INNER JOIN catalog.sources AS o ON o.dataset = c.other_source
    WHERE NOT c.agrees
),

-- two datasets of one department do not support each other
agreeing AS (
    SELECT c.entity_type, c.entity_id, c.element,
        count(DISTINCT o.department) FILTER (WHERE o.department <> g.department) AS departments
    FROM ledger.comparisons AS c
    SEMI JOIN differing AS d
        ON d.entity_type = c.entity_type AND d.entity_id = c.entity_id AND d.element = c.element
    INNER JOIN catalog.sources AS o ON o.dataset = c.other_source
    INNER JOIN catalog.sources AS g ON g.dataset = c.golden_source
    WHERE c.agrees
    GROUP BY c.entity_type, c.entity_id, c.element
),

seconding AS (
    SELECT entity_type, entity_id, element, other_value, count(DISTINCT department) AS departments
    FROM differing
    GROUP BY entity_type, entity_id, element, other_value
),

-- says what the source of the golden value said before it changed
outdated AS (
    SELECT DISTINCT d.entity_type, d.entity_id, d.element, d.other_value
    FROM differing AS d
    INNER JOIN ledger.statements AS s
        ON s.entity_type = d.entity_type AND s.entity_id = d.entity_id AND s.element = d.element
        AND s.dataset = d.golden_source
    WHERE NOT s.in_force AND counts_as_same(d.compare, s.value, d.other_value)
)

SELECT
    d.entity_type,
    d.entity_id,
    d.element,
    d.golden_value,
    d.golden_source,
    d.other_source,
    d.other_value,
    d.record_id,
    CASE
        -- lists of one cycle are of one time, whatever day each was handed over
        WHEN o.element IS NOT NULL OR d.golden_as_of - d.other_as_of > l.number THEN 'stale' ELSE 'different'
    END AS kind,
    CAST(coalesce(a.departments, 0) + 1 AS INTEGER) AS golden_departments,
    CAST(s.departments AS INTEGER) AS other_departments
FROM differing AS d
INNER JOIN seconding AS s
    ON s.entity_type = d.entity_type AND s.entity_id = d.entity_id AND s.element = d.element AND s.other_value = d.other_value
LEFT JOIN agreeing AS a ON a.entity_type = d.entity_type AND a.entity_id = d.entity_id AND a.element = d.element
LEFT JOIN outdated AS o
    ON o.entity_type = d.entity_type AND o.entity_id = d.entity_id AND o.element = d.element AND o.other_value = d.other_value
LEFT JOIN catalog.parameters AS l ON l.name = 'alignment_days' AND is_valid(l.valid_from, l.valid_to, $today)
