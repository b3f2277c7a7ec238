/*
title: 相互矛盾的黄金值
row: 一个实体的两个不可能同时为真的黄金值
*/
WITH pairs AS (
    SELECT g.entity_type, g.entity_id, g.element, g.value, g.source, g.as_of, c.title, c.element_values, c.other_values,
        c.earlier, c.digits, c.younger_than, o.element AS other_element, o.value AS other_value, o.source AS other_source,
        o.record_id AS other_record_id, o.as_of AS other_as_of
    FROM catalog.contradictions AS c
    INNER JOIN ledger.golden AS g ON g.entity_type = c.entity_type AND g.element = c.element
    INNER JOIN ledger.golden AS o
        ON o.entity_type = c.entity_type AND o.element = c.other_element AND o.entity_id = g.entity_id
)

SELECT p.entity_type, p.entity_id, p.element, p.value, p.source, p.title, p.other_element, p.other_value, p.other_source,
    p.other_record_id,
    CASE
        -- of two states the one told of an earlier day may be over
        WHEN len(p.other_values) > 0 AND p.as_of < p.other_as_of THEN p.source
        WHEN len(p.other_values) > 0 AND p.as_of > p.other_as_of THEN p.other_source
        -- the digits of a checked number outweigh what was typed beside it
        WHEN p.digits THEN p.source
    END AS likely_wrong,
    CASE WHEN len(p.other_values) > 0 THEN 'earlier' WHEN p.digits THEN 'digits' END AS reason
FROM pairs AS p
LEFT JOIN catalog.parameters AS l ON l.name = p.younger_than AND is_valid(l.valid_from, l.valid_to, p.as_of)
WHERE (len(p.element_values) = 0 OR list_contains(p.element_values, p.value))
    AND CASE
        WHEN len(p.other_values) > 0 THEN list_contains(p.other_values, p.other_value)
        WHEN p.earlier THEN latest_day(p.value) < TRY_CAST(rpad(p.other_value, 10, '-01-01') AS DATE)
        WHEN p.younger_than IS NOT NULL THEN whole_years(TRY_CAST(p.other_value AS DATE), p.as_of) < l.number
        WHEN p.element = 'sex' THEN sex_contradiction(p.other_value, p.value) IS NOT NULL
        ELSE birth_contradiction(p.other_value, p.value, '') IS NOT NULL
    END
