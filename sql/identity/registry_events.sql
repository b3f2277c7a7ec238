/*
title: 编号的合并与拆分
row: 一个编号的记录在一个版本中归到了另一个编号
published: true
*/
WITH moves AS (
    SELECT 'person' AS entity_type, m.entity_id AS old_id, n.entity_id AS new_id, sum(p.mentions) AS mentions
    FROM memory.person_assignments AS m
    INNER JOIN identity.person_assignments AS n ON n.profile_id = m.profile_id AND n.entity_id <> m.entity_id
    INNER JOIN identity.person_profiles AS p ON p.profile_id = m.profile_id
    GROUP BY m.entity_id, n.entity_id
    UNION ALL
    SELECT 'enterprise' AS entity_type, m.entity_id AS old_id, n.entity_id AS new_id, sum(p.mentions) AS mentions
    FROM memory.enterprise_assignments AS m
    INNER JOIN identity.enterprise_assignments AS n ON n.profile_id = m.profile_id AND n.entity_id <> m.entity_id
    INNER JOIN identity.enterprise_profiles AS p ON p.profile_id = m.profile_id
    GROUP BY m.entity_id, n.entity_id
    UNION ALL
    SELECT 'house' AS entity_type, m.entity_id AS old_id, n.entity_id AS new_id, sum(p.mentions) AS mentions
    FROM memory.house_assignments AS m
    INNER JOIN identity.house_assignments AS n ON n.profile_id = m.profile_id AND n.entity_id <> m.entity_id
    INNER JOIN identity.house_profiles AS p ON p.profile_id = m.profile_id
    GROUP BY m.entity_id, n.entity_id
),

living AS (
    SELECT entity_id FROM identity.person_entities
    UNION ALL
    SELECT entity_id FROM identity.enterprise_entities
    UNION ALL
    SELECT entity_id FROM identity.house_entities
)

SELECT entity_type, event, entity_id, other_id, mentions, version
FROM memory.registry_events
UNION ALL
SELECT
    m.entity_type,
    CASE
        WHEN o.entity_id IS NULL THEN 'merged'
        WHEN r.entity_id IS NULL THEN 'split'
        ELSE 'moved'
    END AS event,
    m.old_id AS entity_id,
    m.new_id AS other_id,
    CAST(m.mentions AS BIGINT) AS mentions,
    CAST($version AS INTEGER) AS version
FROM moves AS m
LEFT JOIN living AS o ON o.entity_id = m.old_id
LEFT JOIN memory.registry AS r ON r.entity_id = m.new_id AND r.last_version IS NULL
