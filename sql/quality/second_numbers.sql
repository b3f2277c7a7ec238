/*
title: 一人两号的登记
row: 号码的权威来源中，同一人的第二个有效号码所在的记录
*/
WITH entries AS (
    SELECT a.entity_id, p.dataset, p.id_number, m.record_id
    FROM identity.person_assignments AS a
    INNER JOIN identity.person_profiles AS p ON p.profile_id = a.profile_id
    INNER JOIN identity.person_mentions AS m ON m.profile_id = p.profile_id
    INNER JOIN catalog.authority AS s
        ON s.dataset = p.dataset AND s.entity_type = 'person' AND s.element = 'id_number' AND s.rank = 1
    WHERE p.id_number IS NOT NULL AND m.role = 'self' AND NOT m.superseded
),

twice AS (
    SELECT entity_id FROM entries GROUP BY entity_id HAVING count(DISTINCT id_number) > 1
),

-- the number that more sources know is the one in use
used AS (
    SELECT a.entity_id, p.id_number, count(DISTINCT p.dataset) AS datasets, sum(p.mentions) AS mentions
    FROM twice
    INNER JOIN identity.person_assignments AS a ON a.entity_id = twice.entity_id
    INNER JOIN identity.person_profiles AS p ON p.profile_id = a.profile_id
    WHERE p.in_force AND p.id_number IS NOT NULL
    GROUP BY a.entity_id, p.id_number
    QUALIFY row_number() OVER (
        PARTITION BY a.entity_id ORDER BY count(DISTINCT p.dataset) DESC, sum(p.mentions) DESC, p.id_number
    ) = 1
)

SELECT e.record_id
FROM entries AS e
INNER JOIN used AS u ON u.entity_id = e.entity_id
WHERE e.id_number <> u.id_number
