/*
title: 来源改过说法的数据元
row: 一条记录，其来源对其实体的一个数据元先后或同时有几种说法，且有一种说过不止一次
*/
WITH rivals AS (
    SELECT DISTINCT v.entity_type, v.entity_id, v.element, v.dataset
    FROM ledger.said AS v
    INNER JOIN ledger.said AS w
        ON w.entity_type = v.entity_type AND w.entity_id = v.entity_id AND w.element = v.element AND w.dataset = v.dataset
        AND w.value <> v.value
    WHERE v.records > 1
),

links AS (
    SELECT 'person' AS entity_type, entity_id, record_id, role FROM identity.person_links WHERE ordinal = 1
    UNION ALL
    SELECT 'enterprise' AS entity_type, entity_id, record_id, role FROM identity.enterprise_links WHERE ordinal = 1
    UNION ALL
    SELECT 'house' AS entity_type, entity_id, record_id, role FROM identity.house_links WHERE ordinal = 1
    UNION ALL
    SELECT 'event' AS entity_type, entity_id, record_id, role FROM identity.event_links WHERE ordinal = 1
)

SELECT r.entity_type, r.entity_id, r.element, r.dataset, l.role, l.record_id
FROM rivals AS r
INNER JOIN links AS l ON l.entity_type = r.entity_type AND l.entity_id = r.entity_id
INNER JOIN raw.parts AS p ON p.part = l.record_id // 4294967296 AND p.dataset = r.dataset
