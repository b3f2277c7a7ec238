/*
title: 归并得知的基本信息
row: 清单中的来源都没有说的，一个实体在任一记录中所称的号码或姓名
*/
WITH decided AS (
    SELECT v.entity_type, v.entity_id, v.element
    FROM ledger.statements AS v
    SEMI JOIN catalog.authority AS a
        ON a.entity_type = v.entity_type AND a.element = v.element AND a.dataset = v.dataset
    WHERE v.in_force AND v.element IN ('id_number', 'name', 'birth_date', 'sex', 'uscc')
),

-- a few entities in a thousand: only their profiles are looked at
undecided AS (
    SELECT e.entity_type, e.entity_id, e.element
    FROM (
        SELECT 'person' AS entity_type, entity_id, unnest(['id_number', 'name', 'birth_date', 'sex']) AS element
        FROM identity.person_entities
        UNION ALL
        SELECT 'enterprise' AS entity_type, entity_id, unnest(['uscc', 'name']) AS element
        FROM identity.enterprise_entities
    ) AS e
    ANTI JOIN decided AS d ON d.entity_type = e.entity_type AND d.entity_id = e.entity_id AND d.element = e.element
),

described AS (
    SELECT 'person' AS entity_type, a.entity_id, p.dataset, p.mentions, p.first_record, p.name, p.id_number, NULL AS uscc
    FROM identity.person_assignments AS a
    INNER JOIN identity.person_profiles AS p ON p.profile_id = a.profile_id
    WHERE p.in_force AND a.entity_id IN (SELECT entity_id FROM undecided)
    UNION ALL
    SELECT 'enterprise' AS entity_type, a.entity_id, p.dataset, p.mentions, p.first_record, p.name, NULL AS id_number, p.uscc
    FROM identity.enterprise_assignments AS a
    INNER JOIN identity.enterprise_profiles AS p ON p.profile_id = a.profile_id
    WHERE p.in_force AND a.entity_id IN (SELECT entity_id FROM undecided)
),

said AS (
    SELECT u.entity_type, u.entity_id, u.element, p.dataset, p.mentions, p.first_record,
        CASE u.element
            WHEN 'id_number' THEN p.id_number
            WHEN 'name' THEN p.name
            WHEN 'uscc' THEN p.uscc
            WHEN 'birth_date' THEN CAST(id_number_birth(p.id_number) AS VARCHAR)
            WHEN 'sex' THEN
                CASE WHEN ascii(substr(p.id_number, 17, 1)) % 2 = 1 THEN '1' WHEN p.id_number IS NOT NULL THEN '2' END
        END AS value
    FROM undecided AS u
    INNER JOIN described AS p ON p.entity_type = u.entity_type AND p.entity_id = u.entity_id
)

SELECT
    s.entity_type,
    s.entity_id,
    s.element,
    s.value,
    min(s.dataset) AS dataset,
    -- the first of the dataset named, by address: record ids follow the order of arrival
    arg_min(s.first_record, row(s.dataset, p.batch, p.file, p.sheet, s.first_record)) AS record_id,
    CAST(sum(s.mentions) AS BIGINT) AS mentions
FROM said AS s
INNER JOIN raw.parts AS p ON p.part = s.first_record // 4294967296
WHERE s.value IS NOT NULL
GROUP BY s.entity_type, s.entity_id, s.element, s.value
QUALIFY row_number() OVER (
    PARTITION BY s.entity_type, s.entity_id, s.element ORDER BY sum(s.mentions) DESC, s.value
) = 1
