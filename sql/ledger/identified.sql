/*
title: 归并得知的基本信息
row: 一个实体在任一记录中所称的号码或姓名；仅在权威来源都没有时使用
*/
WITH person AS (
    SELECT a.entity_id, p.dataset, p.id_number, p.name, p.mentions, p.first_record
    FROM identity.person_assignments AS a
    INNER JOIN identity.person_profiles AS p USING (profile_id)
    WHERE p.in_force
),

enterprise AS (
    SELECT a.entity_id, p.dataset, p.uscc, p.name, p.mentions, p.first_record
    FROM identity.enterprise_assignments AS a
    INNER JOIN identity.enterprise_profiles AS p USING (profile_id)
    WHERE p.in_force
),

said AS (
    SELECT 'person' AS entity_type, entity_id, 'id_number' AS element, id_number AS value, dataset, mentions,
        first_record
    FROM person
    UNION ALL
    SELECT 'person' AS entity_type, entity_id, 'name' AS element, name AS value, dataset, mentions, first_record
    FROM person
    UNION ALL
    SELECT 'person' AS entity_type, entity_id, 'birth_date' AS element,
        CAST(id_number_birth(id_number) AS VARCHAR) AS value, dataset, mentions, first_record
    FROM person
    UNION ALL
    SELECT 'person' AS entity_type, entity_id, 'sex' AS element,
        CASE WHEN ascii(substr(id_number, 17, 1)) % 2 = 1 THEN '1' WHEN id_number IS NOT NULL THEN '2' END AS value,
        dataset, mentions, first_record
    FROM person
    UNION ALL
    SELECT 'enterprise' AS entity_type, entity_id, 'uscc' AS element, uscc AS value, dataset, mentions, first_record
    FROM enterprise
    UNION ALL
    SELECT 'enterprise' AS entity_type, entity_id, 'name' AS element, name AS value, dataset, mentions, first_record
    FROM enterprise
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
