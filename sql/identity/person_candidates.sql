/*
title: 候选对
row: 一个待归并的画像与一个可能是同一人的已认定的人，以及找到它的分块键
*/
WITH named AS (
    SELECT t.anchor_id, t.value AS match_name, a.id_number, a.birth_date, a.sex
    FROM identity.person_traits AS t
    INNER JOIN identity.person_anchors AS a USING (anchor_id)
    WHERE t.kind = 'name'
),

sounding AS (
    SELECT t.anchor_id, t.value AS sound, a.birth_date
    FROM identity.person_traits AS t
    INNER JOIN identity.person_anchors AS a USING (anchor_id)
    WHERE t.kind = 'sound'
),

-- a key that very many share is no evidence
common AS (
    SELECT kind, value
    FROM identity.person_traits
    WHERE kind <> 'name' AND kind <> 'sound' AND kind <> 'division'
    GROUP BY kind, value
    HAVING count(*) > 50
),

traits AS (
    SELECT t.anchor_id, t.kind, t.value
    FROM identity.person_traits AS t
    ANTI JOIN common AS c ON c.kind = t.kind AND c.value = t.value
),

-- households by number, of the source that decides it: a head's name alone does not tell two households apart
kin_household AS (
    SELECT DISTINCT a.id_number AS kin, other.anchor_id
    FROM identity.person_anchors AS a
    INNER JOIN traits AS own ON own.anchor_id = a.anchor_id AND own.kind = 'household'
    INNER JOIN catalog.authority AS u
        ON u.entity_type = 'person' AND u.element = 'household_number' AND u.rank = 1
        AND starts_with(own.value, u.dataset || '|')
    INNER JOIN traits AS other ON other.kind = 'household' AND other.value = own.value
    WHERE other.anchor_id <> a.anchor_id
),

found AS (
    SELECT o.profile_id, t.anchor_id, 'number' AS block
    FROM identity.person_open AS o INNER JOIN traits AS t ON t.kind = 'number' AND t.value = o.number
    UNION ALL
    SELECT o.profile_id, n.anchor_id, 'name+birth' AS block
    FROM identity.person_open AS o INNER JOIN named AS n USING (match_name)
    WHERE starts_with(n.birth_date, o.birth_date)
    UNION ALL
    SELECT o.profile_id, s.anchor_id, 'sound+birth' AS block
    FROM identity.person_open AS o INNER JOIN sounding AS s USING (sound, birth_date)
    UNION ALL
    SELECT o.profile_id, n.anchor_id, 'name+id_head' AS block
    FROM identity.person_open AS o
    INNER JOIN named AS n ON n.match_name = o.match_name AND substr(n.id_number, 1, 10) = substr(o.id_text, 1, 10)
    UNION ALL
    SELECT o.profile_id, n.anchor_id, 'name+id_tail' AS block
    FROM identity.person_open AS o
    INNER JOIN named AS n ON n.match_name = o.match_name AND substr(n.id_number, 15, 4) = substr(o.id_text, -4)
    UNION ALL
    SELECT o.profile_id, a.anchor_id, 'id_head14' AS block
    FROM identity.person_open AS o
    INNER JOIN identity.person_anchors AS a ON substr(a.id_number, 1, 14) = substr(o.id_text, 1, 14)
    UNION ALL
    SELECT o.profile_id, n.anchor_id, 'name+division' AS block
    FROM identity.person_open AS o
    INNER JOIN named AS n USING (match_name)
    INNER JOIN identity.person_traits AS t
        ON t.anchor_id = n.anchor_id AND t.kind = 'division' AND t.value = o.division
    UNION ALL
    SELECT o.profile_id, n.anchor_id, 'name+phone' AS block
    FROM identity.person_open AS o
    INNER JOIN traits AS t ON t.kind = 'phone' AND t.value = o.phone
    INNER JOIN named AS n ON n.anchor_id = t.anchor_id AND n.match_name = o.match_name
    UNION ALL
    SELECT o.profile_id, n.anchor_id, 'name+bank' AS block
    FROM identity.person_open AS o
    INNER JOIN traits AS t ON t.kind = 'bank' AND t.value = o.bank
    INNER JOIN named AS n ON n.anchor_id = t.anchor_id AND n.match_name = o.match_name
    UNION ALL
    SELECT o.profile_id, n.anchor_id, 'name+address' AS block
    FROM identity.person_open AS o
    INNER JOIN traits AS t ON t.kind = 'address' AND t.value = o.address
    INNER JOIN named AS n ON n.anchor_id = t.anchor_id AND n.match_name = o.match_name
    UNION ALL
    SELECT o.profile_id, n.anchor_id, 'name+household' AS block
    FROM identity.person_open AS o
    INNER JOIN traits AS t ON t.kind = 'household' AND t.value = o.household
    INNER JOIN named AS n ON n.anchor_id = t.anchor_id AND n.match_name = o.match_name
    UNION ALL
    SELECT o.profile_id, k.anchor_id, 'kin' AS block
    FROM identity.person_open AS o
    INNER JOIN kin_household AS k USING (kin)
    INNER JOIN identity.person_anchors AS a ON a.anchor_id = k.anchor_id
    LEFT JOIN named AS n ON n.anchor_id = k.anchor_id AND n.match_name = o.match_name
    WHERE n.anchor_id IS NOT NULL OR a.birth_date = o.birth_date
)

SELECT
    profile_id,
    anchor_id,
    bool_or(block = 'kin') AS kin,
    bool_or(block = 'number') AS number,
    bool_or(block = 'name+household') AS household
FROM found
GROUP BY profile_id, anchor_id
-- an open profile with very many candidates has too little evidence to be decided
QUALIFY count(*) OVER (PARTITION BY profile_id) <= 200
