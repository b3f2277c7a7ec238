/*
title: 一个实体的一个数据元只有一个黄金值
asset: ledger.golden_values
dimension: 准确性
severity: error
blocking: true
*/
-- what ledger.golden_values joins, before it joins: the whole view at once needs more memory than the engine has
SELECT entity_type, entity_id, element
FROM (
  SELECT entity_type, entity_id, element FROM ledger.golden
  UNION ALL
  SELECT entity_type, entity_id, element FROM ledger.derived
) AS chosen
GROUP BY entity_type, entity_id, element
HAVING count(*) > 1
UNION ALL
SELECT entity_type, entity_id, element
FROM ledger.support
GROUP BY entity_type, entity_id, element
HAVING count(*) > 1
