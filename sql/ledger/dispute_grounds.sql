/*
title: 校核申请的依据
row: 一个由权威来源决定的黄金值，若干其他部门一致地另有说法
columns:
  opened_on: 说法一致的部门数达到规定的那一天
  raised_by: 说法一致的部门
*/
WITH bounds AS (
    SELECT number AS least
    FROM catalog.parameters
    WHERE name = 'dispute_departments_min' AND is_valid(valid_from, valid_to, $today)
),

-- values that an authority gave; what nobody has authority for, or the newest word decides, contradicts no one
decided AS (
    SELECT g.entity_type, g.entity_id, g.element, g.source, g.value, g.as_of, g.compare, g.valid_from, a.department
    FROM ledger.golden AS g
    INNER JOIN catalog.sources AS a ON a.dataset = g.source
    SEMI JOIN catalog.cross_checks AS k ON k.entity_type = g.entity_type AND k.element = g.element
    SEMI JOIN ledger.comparisons AS c
        ON c.entity_type = g.entity_type AND c.entity_id = g.entity_id AND c.element = g.element AND NOT c.agrees
    WHERE g.rule = 'ranked'
),

compared AS (
    SELECT c.entity_type, c.entity_id, c.element, c.other_source, c.other_value, c.agrees, s.department
    FROM ledger.comparisons AS c
    INNER JOIN decided AS d ON d.entity_type = c.entity_type AND d.entity_id = c.entity_id AND d.element = c.element
    INNER JOIN catalog.sources AS s ON s.dataset = c.other_source AND s.department <> d.department
    -- like is compared with like: an older word is only late
    WHERE c.agrees OR c.other_as_of >= d.as_of
),

-- what a department says in two extracts it says once
voices AS (
    SELECT c.entity_type, c.entity_id, c.element, c.other_value, c.department, min(t.first_seen) AS since
    FROM compared AS c
    INNER JOIN ledger.statements AS t
        ON t.entity_type = c.entity_type AND t.entity_id = c.entity_id AND t.element = c.element
        AND t.dataset = c.other_source AND t.value = c.other_value AND t.in_force
    WHERE NOT c.agrees
    GROUP BY ALL
),

counted AS (
    SELECT v.entity_type, v.entity_id, v.element, v.other_value, v.since,
        row_number() OVER (
            PARTITION BY v.entity_type, v.entity_id, v.element, v.other_value ORDER BY v.since, v.department
        ) AS place,
        count(*) OVER (PARTITION BY v.entity_type, v.entity_id, v.element, v.other_value) AS departments,
        list(t.short_title) OVER (
            PARTITION BY v.entity_type, v.entity_id, v.element, v.other_value
        ) AS titles
    FROM voices AS v
    INNER JOIN catalog.departments AS t ON t.department = v.department
),

agreeing AS (
    SELECT entity_type, entity_id, element, count(DISTINCT department) AS departments
    FROM compared
    WHERE agrees
    GROUP BY entity_type, entity_id, element
)

SELECT d.entity_type, d.entity_id, d.element, d.source, d.value AS disputed_value, c.other_value AS claimed_value,
    greatest(d.valid_from, c.since) AS opened_on,
    array_to_string(list_sort(c.titles), '、') AS raised_by
FROM decided AS d
INNER JOIN counted AS c ON c.entity_type = d.entity_type AND c.entity_id = d.entity_id AND c.element = d.element
INNER JOIN bounds AS b ON b.least = c.place
LEFT JOIN agreeing AS y ON y.entity_type = d.entity_type AND y.entity_id = d.entity_id AND y.element = d.element
-- a value that the authority itself gave before is known to it
ANTI JOIN ledger.statements AS p
    ON p.entity_type = d.entity_type AND p.entity_id = d.entity_id AND p.element = d.element
    AND p.dataset = d.source AND NOT p.in_force AND counts_as_same(d.compare, p.value, c.other_value)
WHERE c.departments > coalesce(y.departments, 0)
QUALIFY row_number() OVER (
    PARTITION BY d.entity_type, d.entity_id, d.element ORDER BY c.departments DESC, c.other_value
) = 1
