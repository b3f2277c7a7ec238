/*
title: 关系
row: 一个实体与另一个实体的一种关系
published: true
*/
WITH couples AS (
    SELECT m.entity_id AS from_id, f.entity_id AS to_id, s.registration_type, s.registration_date
    FROM staged.marriage_registration AS s
    INNER JOIN identity.person_links AS m ON m.record_id = s.record_id AND m.role = 'male'
    INNER JOIN identity.person_links AS f ON f.record_id = s.record_id AND f.role = 'female'
    WHERE NOT s.superseded AND s.registration_type IN ('结婚', '离婚')
)

SELECT 'person' AS from_type, p.person_id AS from_id, 'member' AS relation, 'household' AS to_type,
    h.household_id AS to_id, 'household_register' AS source, CAST(NULL AS VARCHAR) AS valid_from,
    CAST(NULL AS VARCHAR) AS valid_to
FROM ledger.person AS p
INNER JOIN ledger.household AS h ON h.kind = 'police' AND h.number = p.household_number
UNION ALL
SELECT 'person' AS from_type, legal_representative_person_id AS from_id, 'legal_representative' AS relation,
    'enterprise' AS to_type, enterprise_id AS to_id, 'enterprise' AS source, NULL AS valid_from, NULL AS valid_to
FROM ledger.enterprise_parties
WHERE legal_representative_person_id IS NOT NULL
UNION ALL
SELECT DISTINCT 'person' AS from_type, p.entity_id AS from_id, 'owner' AS relation, 'house' AS to_type,
    h.entity_id AS to_id, h.dataset AS source, NULL AS valid_from, NULL AS valid_to
FROM identity.house_links AS h
INNER JOIN identity.person_links AS p ON p.record_id = h.record_id AND p.role IN ('owner', 'head')
WHERE NOT h.superseded
UNION ALL
SELECT 'person' AS from_type, from_id, 'spouse' AS relation, 'person' AS to_type, to_id,
    'marriage_registration' AS source,
    min(registration_date) FILTER (WHERE registration_type = '结婚') AS valid_from,
    max(registration_date) FILTER (WHERE registration_type = '离婚') AS valid_to
FROM couples
GROUP BY from_id, to_id
UNION ALL
SELECT DISTINCT 'person' AS from_type, p.entity_id AS from_id, p.role AS relation, 'person' AS to_type,
    c.entity_id AS to_id, 'birth_certificate' AS source, NULL AS valid_from, NULL AS valid_to
FROM identity.person_links AS c
INNER JOIN identity.person_links AS p ON p.record_id = c.record_id AND p.role IN ('mother', 'father')
WHERE c.dataset = 'birth_certificate' AND c.role = 'self' AND NOT c.superseded
