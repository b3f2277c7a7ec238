/*
title: 房屋的权利人
row: 一处房屋现在的权利人
*/
-- a right whose state nobody told counts here: who held it last is the best answer there is
WITH owners AS (
    SELECT to_id AS house_id, from_type, from_id
    FROM ledger.relation
    WHERE relation = 'owner' AND to_type = 'house' AND in_force IS DISTINCT FROM FALSE
)

SELECT
    h.entity_id AS house_id,
    coalesce(list_sort(list(DISTINCT o.from_id) FILTER (WHERE o.from_type = 'person')), []) AS owner_person_ids,
    coalesce(list_sort(list(DISTINCT o.from_id) FILTER (WHERE o.from_type = 'enterprise')), []) AS owner_enterprise_ids
FROM identity.house_entities AS h
LEFT JOIN owners AS o ON h.entity_id = o.house_id
GROUP BY h.entity_id
