/*
title: 说法的起止
row: 一个有权来源的一种说法：为真的起止，和我们知悉的起止
published: true
columns:
  as_of: 何时起为真：记录自己的日期，没有则为首次报来之日
  valid_to: 何时止；空为仍成立
  known_from: 首次报来的批次日期
  known_to: 哪一天的批次说明它已被取代或终止；空为仍在用
  records: 这样说的记录数
  stand_in: 清单中的来源都不认识此人，以其他记录所称代替
*/
WITH placed AS (
    SELECT
        entity_type, entity_id, element, value, dataset, as_of, known_from, known_to, valid_to,
        CASE WHEN is_dated THEN as_of END AS dated_on,
        max(coalesce(known_to, DATE '9999-12-31')) OVER (
            PARTITION BY entity_type, entity_id, element, value, dataset, CASE WHEN is_dated THEN as_of END
            ORDER BY known_from, known_to
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS covered_to
    FROM ledger.tellings
    WHERE NOT is_alone
),

-- what is told again on the day on which it was replaced goes on; after a gap it is told anew
numbered AS (
    SELECT
        *,
        sum(CASE WHEN known_from <= covered_to THEN 0 ELSE 1 END) OVER (
            PARTITION BY entity_type, entity_id, element, value, dataset, dated_on
            ORDER BY known_from, known_to
            ROWS UNBOUNDED PRECEDING
        ) AS tenure
    FROM placed
),

told AS (
    SELECT entity_type, entity_id, element, value, dataset, as_of, valid_to, known_from, known_to,
        CAST(1 AS BIGINT) AS records
    FROM ledger.tellings
    WHERE is_alone
    UNION ALL
    SELECT
        entity_type, entity_id, element, value, dataset,
        min(as_of) AS as_of,
        CASE WHEN NOT bool_or(known_to IS NULL) THEN max(valid_to) END AS valid_to,
        min(known_from) AS known_from,
        CASE WHEN NOT bool_or(known_to IS NULL) THEN max(known_to) END AS known_to,
        CAST(count(*) AS BIGINT) AS records
    FROM numbered
    GROUP BY entity_type, entity_id, element, value, dataset, dated_on, tenure
),

-- ledger.golden lets them stand in where nobody with authority knows the entity
stand_ins AS (
    SELECT i.entity_type, i.entity_id, i.element, i.value, i.dataset, p.batch_day, i.mentions
    FROM ledger.identified AS i
    INNER JOIN raw.parts AS p ON p.part = i.record_id // 4294967296
    ANTI JOIN told AS t
        ON t.entity_type = i.entity_type AND t.entity_id = i.entity_id AND t.element = i.element
        AND t.known_from <= p.batch_day AND t.known_to IS NULL
)

SELECT entity_type, entity_id, element, value, dataset AS source, as_of, valid_to, known_from, known_to, records,
    FALSE AS stand_in
FROM told
UNION ALL
SELECT entity_type, entity_id, element, value, dataset AS source, batch_day AS as_of, CAST(NULL AS DATE) AS valid_to,
    batch_day AS known_from, CAST(NULL AS DATE) AS known_to, mentions AS records, TRUE AS stand_in
FROM stand_ins
