/*
title: 黄金值的历史
row: 一个值在一段时间为真，并在一段时间为我们所认定；任一时点、按任一日所知的台账由此选出
published: true
columns:
  valid_from: 何时起为真
  valid_to: 何时止（不含）；空为仍成立
  known_from: 自哪一天的批次起这样认定
  known_to: 自哪一天的批次起不再这样认定（不含）；空为现在的认定
*/
WITH followed AS (
    SELECT *,
        lag(coalesce(value, '')) OVER (PARTITION BY entity_type, entity_id, element, known_on ORDER BY valid_on) AS before
    FROM ledger.selections
),

periods AS (
    SELECT entity_type, entity_id, element, known_on, value, valid_on AS valid_from,
        lead(valid_on) OVER (PARTITION BY entity_type, entity_id, element, known_on ORDER BY valid_on) AS valid_to
    FROM followed
    WHERE before IS DISTINCT FROM coalesce(value, '')
),

days AS (
    SELECT entity_type, entity_id, element, known_on,
        lead(known_on) OVER (PARTITION BY entity_type, entity_id, element ORDER BY known_on) AS next_on,
        row_number() OVER (PARTITION BY entity_type, entity_id, element ORDER BY known_on) AS place
    FROM ledger.selections
    GROUP BY entity_type, entity_id, element, known_on
),

-- what was held on one day and on the next is held on
held AS (
    SELECT p.*, d.next_on,
        d.place - row_number() OVER (
            PARTITION BY p.entity_type, p.entity_id, p.element, p.value, p.valid_from, p.valid_to ORDER BY p.known_on
        ) AS stretch
    FROM periods AS p
    INNER JOIN days AS d USING (entity_type, entity_id, element, known_on)
    WHERE p.value IS NOT NULL
)

SELECT entity_type, entity_id, element, value, valid_from, valid_to,
    min(known_on) AS known_from,
    CASE WHEN NOT bool_or(next_on IS NULL) THEN max(next_on) END AS known_to
FROM held
GROUP BY entity_type, entity_id, element, value, valid_from, valid_to, stretch
UNION ALL
-- of one value that nobody contests there is one period
SELECT t.entity_type, t.entity_id, t.element, min(t.value) AS value, min(t.as_of) AS valid_from,
    CAST(NULL AS DATE) AS valid_to, min(t.known_from) AS known_from, CAST(NULL AS DATE) AS known_to
FROM ledger.tenures AS t
ANTI JOIN ledger.contested USING (entity_type, entity_id, element)
GROUP BY t.entity_type, t.entity_id, t.element
