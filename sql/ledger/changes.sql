/*
title: 变更
row: 黄金值的一次变化：何时起为真，何时为我们所知
published: true
*/
WITH now AS (
    SELECT entity_type, entity_id, element, value, source, as_of, valid_from FROM ledger.golden
),

before AS (
    -- a derived value changes with what it follows from, whose changes are here
    SELECT entity_type, entity_id, element, value FROM memory.golden_values WHERE rule IS DISTINCT FROM 'derived'
),

changed AS (
    SELECT
        coalesce(n.entity_type, b.entity_type) AS entity_type,
        coalesce(n.entity_id, b.entity_id) AS entity_id,
        coalesce(n.element, b.element) AS element,
        b.value AS old_value,
        n.value AS new_value,
        n.as_of AS valid_from,
        coalesce(n.valid_from, $today) AS known_from,
        CASE WHEN b.value IS NULL THEN 'first' WHEN n.value IS NULL THEN 'ended' ELSE 'changed' END AS cause
    FROM now AS n
    FULL JOIN before AS b
        ON b.entity_type = n.entity_type AND b.entity_id = n.entity_id AND b.element = n.element
    WHERE n.value IS DISTINCT FROM b.value
)

SELECT entity_type, entity_id, element, old_value, new_value, valid_from, known_from, cause, version
FROM memory.changes
UNION ALL
SELECT entity_type, entity_id, element, old_value, new_value, valid_from, known_from, cause,
    CAST($version AS INTEGER) AS version
FROM changed
