/*
title: 说法
row: 一个来源对一个实体的一个数据元的一种说法的一个时段；放弃后又重新采用的说法是两个时段
view: true
columns:
  since: 记录自己所说的日期；没有的，为该来源在这一时段首次这样说的批次日期
  in_force: 属于现行有效状态；只有一种说法的最后一个时段才可能
*/
WITH spells AS (
    SELECT *, max(spell) OVER (PARTITION BY entity_type, entity_id, element, value, dataset) AS last_spell
    FROM ledger.returned
)

SELECT s.entity_type, s.entity_id, s.element, s.value, s.dataset, s.record_id, s.as_of, s.since, s.first_seen,
    s.last_seen, s.in_force, s.records
FROM ledger.said AS s
ANTI JOIN ledger.returned AS r
    ON r.entity_type = s.entity_type AND r.entity_id = s.entity_id AND r.element = s.element AND r.value = s.value
    AND r.dataset = s.dataset
UNION ALL
SELECT entity_type, entity_id, element, value, dataset, record_id, as_of, since, first_seen, last_seen,
    in_force AND spell = last_spell AS in_force, records
FROM spells
