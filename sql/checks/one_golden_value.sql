/*
title: 一个实体的一个数据元只有一个黄金值
asset: ledger.golden_values
dimension: 准确性
severity: error
blocking: true
*/
-- The view at once needs more memory than the engine has. So what it selects is looked at before it joins, and whether
-- a join could repeat a row: the keys that it joins by are unique.
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
UNION ALL
SELECT entity_type, NULL AS entity_id, element
FROM catalog.elements
GROUP BY entity_type, element
HAVING count(*) > 1
UNION ALL
SELECT NULL AS entity_type, NULL AS entity_id, NULL AS element
FROM raw.parts
GROUP BY part
HAVING count(*) > 1
