/*
title: 每个黄金值都属于台账中的实体
asset: ledger.golden_values
dimension: 一致性
severity: error
blocking: true
*/
SELECT g.entity_type, g.entity_id, g.element
FROM (
    SELECT entity_type, entity_id, element FROM ledger.golden
    UNION ALL
    SELECT entity_type, entity_id, element FROM ledger.derived
) AS g
ANTI JOIN identity.registry AS r ON r.entity_id = g.entity_id AND r.entity_type = g.entity_type
