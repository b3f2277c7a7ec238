/*
title: 归并关系
row: 一条记录中的一个角色是谁
published: true
*/
WITH linked AS (
    SELECT record_id, dataset, role, ordinal, 'person' AS entity_type, entity_id, method, probability, superseded, profile_id
    FROM identity.person_links
    UNION ALL
    SELECT record_id, dataset, role, ordinal, 'enterprise' AS entity_type, entity_id, method, probability, superseded, profile_id
    FROM identity.enterprise_links
    UNION ALL
    SELECT record_id, dataset, role, ordinal, 'house' AS entity_type, entity_id, method, probability, superseded, profile_id
    FROM identity.house_links
    UNION ALL
    SELECT record_id, dataset, role, ordinal, 'event' AS entity_type, entity_id, method, probability, superseded, profile_id
    FROM identity.event_links
)

SELECT
    l.dataset,
    p.batch,
    p.file,
    p.sheet,
    CAST(l.record_id % 4294967296 AS BIGINT) AS row_number,
    l.role,
    l.ordinal,
    l.entity_type,
    l.entity_id,
    l.method,
    l.probability,
    l.superseded,
    -- equal evidence shares a row of identity.link_evidence
    l.profile_id AS evidence_id
FROM linked AS l
INNER JOIN raw.parts AS p ON p.part = l.record_id // 4294967296
