/*
title: 人员特征
row: 一个已认定的人具有的一种特征值
*/
-- an address is standardised once, however many write it
WITH addresses AS (
    SELECT address, address_key(address) AS address_key
    FROM (SELECT DISTINCT address FROM identity.person_profiles WHERE address IS NOT NULL) AS d
),

described AS (
    SELECT t.anchor_id, p.dataset, n.match_name, n.sound, p.phone, p.division, p.bank,
        p.number, p.household, f.match_name AS former_name, d.address_key AS address
    FROM identity.person_trusted AS t
    INNER JOIN identity.person_profiles AS p USING (profile_id)
    LEFT JOIN identity.names AS n ON n.name = coalesce(p.name, p.name_text)
    LEFT JOIN identity.names AS f ON f.name = p.former_name
    LEFT JOIN addresses AS d ON d.address = p.address
),

-- households by number, of the source that decides it: a head's name alone does not tell two households apart
deciding AS (
    SELECT dataset FROM catalog.authority
    WHERE entity_type = 'person' AND element = 'household_number' AND rank = 1
)

SELECT DISTINCT anchor_id, 'name' AS kind, match_name AS value FROM described WHERE match_name IS NOT NULL
UNION
SELECT DISTINCT anchor_id, 'name' AS kind, former_name AS value FROM described WHERE former_name IS NOT NULL
UNION ALL
SELECT DISTINCT anchor_id, 'sound' AS kind, sound AS value FROM described WHERE sound IS NOT NULL
UNION ALL
SELECT DISTINCT anchor_id, 'phone' AS kind, phone AS value FROM described WHERE phone IS NOT NULL
UNION ALL
SELECT DISTINCT anchor_id, 'division' AS kind, division AS value FROM described WHERE division IS NOT NULL
UNION ALL
SELECT DISTINCT anchor_id, 'bank' AS kind, bank AS value FROM described WHERE bank IS NOT NULL
UNION ALL
SELECT DISTINCT anchor_id, 'address' AS kind, address AS value FROM described WHERE address IS NOT NULL
UNION ALL
SELECT DISTINCT anchor_id, 'number' AS kind, concat_ws('|', dataset, number) AS value
FROM described WHERE number IS NOT NULL
UNION ALL
SELECT DISTINCT anchor_id, 'household' AS kind, concat_ws('|', dataset, household) AS value
FROM described WHERE household IS NOT NULL
UNION ALL
SELECT DISTINCT anchor_id, 'home' AS kind, concat_ws('|', dataset, household) AS value
FROM described INNER JOIN deciding USING (dataset) WHERE household IS NOT NULL
