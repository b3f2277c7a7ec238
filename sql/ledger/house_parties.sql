/*
title: 房屋的权利人
row: 一处房屋现在的权利人
*/
SELECT
    h.entity_id AS house_id,
    coalesce(list_sort(list(DISTINCT p.entity_id) FILTER (WHERE p.entity_id IS NOT NULL)), []) AS owner_person_ids,
    coalesce(list_sort(list(DISTINCT e.entity_id) FILTER (WHERE e.entity_id IS NOT NULL)), []) AS owner_enterprise_ids
FROM identity.house_links AS h
LEFT JOIN identity.person_links AS p ON p.record_id = h.record_id AND p.role IN ('owner', 'head')
LEFT JOIN identity.enterprise_links AS e ON e.record_id = h.record_id AND e.role = 'owner'
WHERE h.role = 'self' AND NOT h.superseded
GROUP BY h.entity_id
