/*
title: 号码与人的问题
row: 一条记录中号码与人对不上的一个问题
*/
WITH strangers AS (
    -- the number on the record is somebody else's (T3)
    SELECT o.profile_id, p.id_number, o.household,
        TRY_CAST(o.birth_date || CASE length(o.birth_date) WHEN 7 THEN '-01' ELSE '' END AS DATE) AS born
    FROM identity.person_open AS o
    INNER JOIN identity.person_profiles AS p USING (profile_id)
    WHERE p.id_number IS NOT NULL
),

of_strangers AS (
    SELECT
        m.record_id, m.role,
        CASE
            -- a child under a parent's number; where households are told, that of an older one may be the head's
            WHEN whole_years(s.born, $today) < CASE WHEN s.household IS NULL THEN 18 ELSE 3 END
                AND whole_years(id_number_birth(s.id_number), s.born) >= 14 THEN 'D-10'
            WHEN m.dataset = 'funeral' THEN 'D-17'
            ELSE 'D-11'
        END AS rule
    FROM strangers AS s
    INNER JOIN identity.person_mentions AS m USING (profile_id)
    ANTI JOIN findings.names AS n ON n.record_id = m.record_id AND n.role = m.role
    WHERE NOT m.superseded
),

shared_numbers AS (
    SELECT t.profile_id
    FROM identity.person_trusted AS t
    INNER JOIN (
        SELECT id_number FROM identity.person_trusted GROUP BY id_number HAVING count(DISTINCT anchor_id) > 1
    ) AS several USING (id_number)
),

of_shared_numbers AS (
    SELECT m.record_id, m.role, 'D-15' AS rule
    FROM shared_numbers
    INNER JOIN identity.person_mentions AS m USING (profile_id)
    INNER JOIN catalog.authority AS a
        ON a.dataset = m.dataset AND a.entity_type = 'person' AND a.element = 'id_number' AND a.rank = 1
    WHERE m.role = 'self' AND NOT m.superseded
),

many_accounts AS (
    SELECT p.dataset, p.id_number
    FROM identity.person_profiles AS p
    WHERE p.role = 'self' AND p.number IS NOT NULL AND p.id_number IS NOT NULL AND p.in_force
    GROUP BY p.dataset, p.id_number
    HAVING count(DISTINCT p.number) >= 3
),

of_many_accounts AS (
    SELECT m.record_id, m.role, 'D-13' AS rule
    FROM many_accounts AS a
    INNER JOIN identity.person_profiles AS p ON p.dataset = a.dataset AND p.id_number = a.id_number
    INNER JOIN identity.person_mentions AS m ON m.profile_id = p.profile_id
    WHERE p.role = 'self' AND NOT m.superseded AND p.dataset IN ('enrollment', 'resident_pension')
)

SELECT record_id, role, rule FROM of_strangers
UNION
SELECT record_id, role, rule FROM of_shared_numbers
UNION
SELECT record_id, role, rule FROM of_many_accounts
UNION
SELECT record_id, 'self' AS role, 'D-14' AS rule FROM findings.second_numbers
