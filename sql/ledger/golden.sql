/*
title: 黄金值（内部）
row: 一个实体的一个数据元按一数一源规则选定的值
*/
WITH candidates AS (
    SELECT s.entity_type, s.entity_id, s.element, s.value, s.dataset, s.record_id, s.as_of, s.since, s.first_seen, s.records,
        e.compare, m.rule, m.rank, m.is_event, m.strength
    FROM ledger.statements AS s
    INNER JOIN catalog.elements AS e ON e.entity_type = s.entity_type AND e.element = s.element
    INNER JOIN catalog.matrix AS m
        ON m.entity_type = s.entity_type AND m.element = s.element AND m.dataset = s.dataset
        AND is_valid(m.applies_from, m.applies_to, $today)
    WHERE s.in_force
),

-- most elements of most people have one candidate: only the others are put in order (no two kinds of entity share an id)
contested AS (
    SELECT entity_id, element FROM candidates GROUP BY entity_id, element HAVING count(*) > 1
),

chosen AS (
    SELECT entity_type, entity_id, element, value, dataset AS source, record_id, rule, compare, rank, as_of, since,
        first_seen AS valid_from
    FROM candidates
    ANTI JOIN contested USING (entity_id, element)
    UNION ALL
    SELECT entity_type, entity_id, element, value, dataset AS source, record_id, rule, compare, rank, as_of, since,
        first_seen AS valid_from
    FROM candidates
    SEMI JOIN contested USING (entity_id, element)
    -- ranked: the authority list decides, then the newest word; newest: the word decides, then the list. A word is as new
    -- as its record's own date, or as the batch in which the source changed to it: a list that repeats it is not news.
    QUALIFY row_number() OVER (
        PARTITION BY entity_id, element
        ORDER BY precedence(rule, rank, is_event, strength, value), since DESC, rank, records DESC, length(value) DESC,
            value
    ) = 1
),

-- nobody with authority knows this person: what the records call them stands in, and says so
stand_in AS (
    SELECT i.entity_type, i.entity_id, i.element, i.value, i.dataset AS source, i.record_id,
        'last_resort' AS rule, e.compare, 99 AS rank, p.batch_day AS as_of, p.batch_day AS since,
        p.batch_day AS valid_from
    FROM ledger.identified AS i
    INNER JOIN catalog.elements AS e ON e.entity_type = i.entity_type AND e.element = i.element
    INNER JOIN raw.parts AS p ON p.part = i.record_id // 4294967296
)

SELECT entity_type, entity_id, element, value, source, record_id, rule, compare, rank, as_of, since, valid_from
FROM chosen
UNION ALL
SELECT entity_type, entity_id, element, value, source, record_id, rule, compare, rank, as_of, since, valid_from
FROM stand_in
