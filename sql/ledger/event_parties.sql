/*
title: 事件的当事人
row: 一个事件的当事人
*/
SELECT e.entity_id AS event_id, min(p.entity_id) AS person_id
FROM identity.event_links AS e
INNER JOIN identity.person_links AS p ON p.record_id = e.record_id AND p.role = 'party'
WHERE e.role = 'self' AND NOT e.superseded
GROUP BY e.entity_id
