/*
title: 一个实体的一个数据元只有一个黄金值
asset: ledger.golden_values
dimension: 准确性
severity: error
blocking: true
*/
SELECT entity_type, entity_id, element
FROM ledger.golden_values
GROUP BY entity_type, entity_id, element
HAVING count(*) > 1
