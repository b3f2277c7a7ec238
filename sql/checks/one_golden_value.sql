/*
title: 一个实体的一个数据元只有一个黄金值
asset: ledger.golden_values
dimension: 准确性
severity: error
blocking: true
*/
-- grouping by the digest first: fourteen million keys at once do not fit the engine's memory
WITH repeated AS MATERIALIZED (
  SELECT hash(entity_type, entity_id, element) AS key_hash
  FROM ledger.golden_values
  GROUP BY key_hash
  HAVING count(*) > 1
)
SELECT entity_type, entity_id, element
FROM ledger.golden_values
SEMI JOIN repeated ON hash(entity_type, entity_id, element) = repeated.key_hash
GROUP BY entity_type, entity_id, element
HAVING count(*) > 1
