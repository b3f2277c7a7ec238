/*
title: 记录层面的问题
row: 一条记录作为整体的一个问题：号码与姓名不符、重号、同键多条
*/
WITH strangers AS (
    -- the number on the record is somebody else's (T3)
    SELECT o.profile_id, o.dataset, o.role, o.birth_date, o.kin, o.id_text
    FROM identity.person_open AS o
    INNER JOIN identity.person_profiles AS p USING (profile_id)
    WHERE p.id_number IS NOT NULL
),

of_strangers AS (
    SELECT
        m.record_id,
        CASE
            WHEN s.birth_date IS NOT NULL AND s.birth_date > '2020' AND substr(s.kin, 7, 4) < '2008' THEN 'D-10'
            WHEN m.dataset = 'funeral' THEN 'D-17'
            ELSE 'D-11'
        END AS rule
    FROM strangers AS s
    INNER JOIN identity.person_mentions AS m USING (profile_id)
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
    SELECT m.record_id, 'D-15' AS rule
    FROM shared_numbers
    INNER JOIN identity.person_mentions AS m USING (profile_id)
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
    SELECT m.record_id, 'D-13' AS rule
    FROM many_accounts AS a
    INNER JOIN identity.person_profiles AS p ON p.dataset = a.dataset AND p.id_number = a.id_number
    INNER JOIN identity.person_mentions AS m ON m.profile_id = p.profile_id
    WHERE p.role = 'self' AND NOT m.superseded AND p.dataset IN ('enrollment', 'resident_pension')
),

found AS (
    SELECT record_id, rule FROM of_strangers
    UNION
    SELECT record_id, rule FROM of_shared_numbers
    UNION
    SELECT record_id, rule FROM of_many_accounts
)

SELECT
    p.dataset,
    p.batch,
    p.file,
    p.sheet,
    CAST(f.record_id % 4294967296 AS BIGINT) AS row_number,
    f.record_id,
    CAST(NULL AS VARCHAR) AS business_key,
    c.field,
    f.rule,
    CAST(NULL AS VARCHAR) AS original
FROM found AS f
INNER JOIN raw.parts AS p ON p.part = f.record_id // 4294967296
LEFT JOIN (
    SELECT dataset, min(field) AS field FROM catalog.columns WHERE type = 'id' GROUP BY dataset
) AS c ON c.dataset = p.dataset
