/*
title: 历次选定
row: 一个实体的一个数据元，按某日所知、就某一时点选定的值；只列说法不止一种、或有起止的
*/
-- A telling counts at a time on a day when it was known then and true then, as far as was known.
WITH tellings AS (
    SELECT t.*,
        sum(t.records) OVER (PARTITION BY t.entity_type, t.entity_id, t.element, t.value, t.source) AS support
    FROM ledger.tenures AS t
    SEMI JOIN ledger.contested USING (entity_type, entity_id, element)
),

days AS (
    SELECT DISTINCT entity_type, entity_id, element, unnest([known_from, known_to]) AS known_on FROM tellings
    UNION
    SELECT c.entity_type, c.entity_id, c.element, m.applies_from AS known_on
    FROM ledger.contested AS c
    INNER JOIN catalog.matrix AS m USING (entity_type, element)
    WHERE m.applies_from > c.first_known AND m.applies_from <= $today
),

times AS (
    SELECT DISTINCT entity_type, entity_id, element, unnest([as_of, valid_to]) AS valid_on FROM tellings
),

candidates AS (
    SELECT d.entity_type, d.entity_id, d.element, d.known_on, v.valid_on, t.value, t.stand_in, t.support, m.rank,
        precedence(m.rule, m.rank, m.is_event, m.strength, t.value) AS precedence, t.as_of
    FROM days AS d
    INNER JOIN times AS v USING (entity_type, entity_id, element)
    INNER JOIN tellings AS t
        ON t.entity_type = d.entity_type AND t.entity_id = d.entity_id AND t.element = d.element
        AND t.known_from <= d.known_on AND t.as_of <= v.valid_on
        AND (t.known_to IS NULL OR d.known_on < t.known_to OR v.valid_on < t.valid_to)
    LEFT JOIN catalog.matrix AS m
        ON m.entity_type = t.entity_type AND m.element = t.element AND m.dataset = t.source
        AND is_valid(m.applies_from, m.applies_to, d.known_on)
    WHERE t.stand_in OR m.rank IS NOT NULL
),

selected AS (
    SELECT entity_type, entity_id, element, known_on, valid_on, value
    FROM candidates
    QUALIFY row_number() OVER (
        PARTITION BY entity_type, entity_id, element, known_on, valid_on
        ORDER BY stand_in, precedence, as_of DESC, rank, support DESC, length(value) DESC, value
    ) = 1
)

SELECT d.entity_type, d.entity_id, d.element, d.known_on, v.valid_on, s.value
FROM days AS d
INNER JOIN times AS v USING (entity_type, entity_id, element)
LEFT JOIN selected AS s USING (entity_type, entity_id, element, known_on, valid_on)
WHERE d.known_on IS NOT NULL AND v.valid_on IS NOT NULL
