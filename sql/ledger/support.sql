/*
title: 佐证
row: 一个黄金值有多少其他来源、其他部门一致，哪些说法与它不一致
*/
WITH sources AS (
    SELECT
        c.entity_type,
        c.entity_id,
        c.element,
        c.other_source,
        bool_or(c.agrees) AS agrees,
        -- two datasets of one department are one voice
        bool_or(c.agrees AND o.department <> g.department) AS is_independent,
        min(o.department) AS department,
        list({'value': c.other_value, 'source': c.other_source}) FILTER (WHERE NOT c.agrees) AS losing
    FROM ledger.comparisons AS c
    INNER JOIN catalog.sources AS o ON o.dataset = c.other_source
    INNER JOIN catalog.sources AS g ON g.dataset = c.golden_source
    GROUP BY c.entity_type, c.entity_id, c.element, c.other_source
)

SELECT
    entity_type,
    entity_id,
    element,
    CAST(count(*) AS INTEGER) AS others,
    CAST(count(*) FILTER (WHERE agrees) AS INTEGER) AS agreeing,
    CAST(count(DISTINCT department) FILTER (WHERE is_independent) AS INTEGER) AS departments,
    list_sort(flatten(list(losing) FILTER (WHERE losing IS NOT NULL))) AS losing
FROM sources
GROUP BY entity_type, entity_id, element
