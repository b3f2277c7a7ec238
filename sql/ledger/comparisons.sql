/*
title: 多源比对
row: 一个来源现行的说法与黄金值的比较
columns:
  golden_value: 黄金值和来源的值、时点只在不一致时列出
*/
WITH compared AS (
    SELECT s.entity_type, s.entity_id, s.element, g.value AS golden_value, g.source AS golden_source,
        s.dataset AS other_source, s.value AS other_value, s.record_id, s.as_of AS other_as_of, g.as_of AS golden_as_of,
        counts_as_same(g.compare, g.value, s.value) AS agrees
    FROM ledger.statements AS s
    -- an id tells of which kind the entity is: the prefix is its own
    INNER JOIN ledger.golden AS g ON g.entity_id = s.entity_id AND g.element = s.element
    WHERE s.in_force AND s.dataset <> g.source
)

-- nine of ten agree: what they say is the golden value, and is not kept twice
SELECT
    entity_type,
    entity_id,
    element,
    golden_source,
    other_source,
    agrees,
    CASE WHEN NOT agrees THEN golden_value END AS golden_value,
    CASE WHEN NOT agrees THEN other_value END AS other_value,
    CASE WHEN NOT agrees THEN golden_as_of END AS golden_as_of,
    CASE WHEN NOT agrees THEN other_as_of END AS other_as_of,
    CASE WHEN NOT agrees THEN record_id END AS record_id
FROM compared
