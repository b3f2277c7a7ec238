/*
title: 号码冲突
row: 一个号码与人不相符的情形，涉及的人员和一条记录
published: true
*/
WITH persons AS (
    SELECT DISTINCT t.anchor_id, t.id_number, t.holder, a.entity_id
    FROM identity.person_trusted AS t
    INNER JOIN identity.person_assignments AS a USING (profile_id)
),

-- one number, two persons whom a deciding source knows (D-15)
shared AS (
    SELECT 'D-15' AS rule, a.id_number, a.entity_id, b.entity_id AS other_id, CAST(NULL AS BIGINT) AS profile_id
    FROM persons AS a
    INNER JOIN persons AS b ON b.id_number = a.id_number AND b.holder > a.holder AND b.entity_id <> a.entity_id
),

-- one person, two numbers (D-14); of those that only look alike a steward decides
doubled AS (
    SELECT 'D-14' AS rule, a.id_number, a.entity_id, b.entity_id AS other_id, NULL AS profile_id
    FROM identity.person_alike AS s
    INNER JOIN persons AS a ON a.anchor_id = s.one
    INNER JOIN persons AS b ON b.anchor_id = s.other
),

-- another person's number in the row: a parent's for a child (D-10), a relative's for a dead person (D-17), else D-11
foreign_numbers AS (
    SELECT
        CASE
            WHEN p.role = 'deceased' THEN 'D-17'
            WHEN TRY_CAST(substr(p.birth_date, 1, 4) AS INTEGER) >= year(id_number_birth(p.id_number)) + 14 THEN 'D-10'
            ELSE 'D-11'
        END AS rule,
        p.id_number,
        h.entity_id,
        a.entity_id AS other_id,
        p.profile_id
    FROM identity.person_profiles AS p
    SEMI JOIN identity.person_open AS o ON o.profile_id = p.profile_id
    INNER JOIN persons AS h ON h.id_number = p.id_number AND h.holder = 1
    INNER JOIN identity.person_assignments AS a ON a.profile_id = p.profile_id AND a.entity_id <> h.entity_id
),

found AS (
    SELECT rule, id_number, entity_id, other_id, profile_id FROM shared
    UNION ALL
    SELECT rule, id_number, entity_id, other_id, profile_id FROM doubled
    UNION ALL
    SELECT rule, id_number, entity_id, other_id, profile_id FROM foreign_numbers
)

SELECT
    f.rule,
    f.id_number,
    f.entity_id,
    f.other_id,
    q.dataset,
    q.batch,
    q.file,
    q.sheet,
    CAST(f.record % 4294967296 AS BIGINT) AS row_number,
    f.mentions
FROM (
    SELECT
        f.rule, f.id_number, f.entity_id, f.other_id, min(p.first_record) AS record,
        CAST(coalesce(sum(p.mentions), 0) AS BIGINT) AS mentions
    FROM found AS f
    LEFT JOIN identity.person_profiles AS p ON p.profile_id = f.profile_id
    GROUP BY f.rule, f.id_number, f.entity_id, f.other_id
) AS f
LEFT JOIN raw.parts AS q ON q.part = f.record // 4294967296
