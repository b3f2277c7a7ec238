/*
title: 各来源的说法
row: 一个实体的一个数据元在一个来源的一种说法
published: true
view: true
columns:
  spells: 该来源这样说的时段数；放弃后又重新采用的大于1
*/
WITH returned AS (
    SELECT entity_type, entity_id, element, value, dataset, max(spell) AS spells
    FROM ledger.returned
    GROUP BY entity_type, entity_id, element, value, dataset
)

SELECT
    s.entity_type,
    s.entity_id,
    s.element,
    s.value,
    s.dataset AS source,
    s.first_seen,
    s.last_seen,
    s.as_of,
    s.in_force,
    s.records,
    coalesce(r.spells, 1) AS spells,
    p.batch,
    p.file,
    p.sheet,
    CAST(s.record_id % 4294967296 AS BIGINT) AS row_number
FROM ledger.said AS s
INNER JOIN raw.parts AS p ON p.part = s.record_id // 4294967296
LEFT JOIN returned AS r
    ON r.entity_type = s.entity_type AND r.entity_id = s.entity_id AND r.element = s.element AND r.value = s.value
    AND r.dataset = s.dataset
