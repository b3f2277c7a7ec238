/*
title: 多源比对
row: 一个来源现行的说法与黄金值的比较
*/
SELECT
    s.entity_type,
    s.entity_id,
    s.element,
    g.value AS golden_value,
    g.source AS golden_source,
    s.dataset AS other_source,
    s.value AS other_value,
    s.record_id,
    s.as_of AS other_as_of,
    g.as_of AS golden_as_of,
    counts_as_same(g.compare, g.value, s.value) AS agrees
FROM ledger.statements AS s
INNER JOIN ledger.golden AS g
    ON g.entity_type = s.entity_type AND g.entity_id = s.entity_id AND g.element = s.element
WHERE s.in_force AND s.dataset <> g.source
