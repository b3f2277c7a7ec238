/*
title: 户
row: 一个公安户口户，或一个项目户（低保户、脱贫户）
published: true
*/
WITH members AS (
    SELECT 'police' AS kind, household_number AS number, person_id, relation_to_head IN ('01', '02') AS is_head
    FROM ledger.person
    WHERE household_number IS NOT NULL AND registration_status IN ('正常', '服刑', '参军')
    UNION ALL
    SELECT 'subsistence_allowance' AS kind, s.household_number AS number, l.entity_id AS person_id,
        s.relation_to_applicant IN ('01', '02') AS is_head
    FROM staged.subsistence_allowance AS s
    INNER JOIN identity.person_links AS l ON l.record_id = s.record_id AND l.role = 'self'
    WHERE NOT s.superseded AND s.household_number IS NOT NULL
    UNION ALL
    SELECT 'poverty_monitoring' AS kind, m.household_number AS number, l.entity_id AS person_id,
        m.relation_to_head IN ('01', '02') AS is_head
    FROM staged.poverty_monitoring AS m
    INNER JOIN identity.person_links AS l ON l.record_id = m.record_id AND l.role = 'self'
    WHERE NOT m.superseded AND m.household_number IS NOT NULL
)

SELECT
    'G' || substr(md5(concat_ws('|', m.kind, m.number)), 1, 16) AS household_id,
    m.kind,
    m.number,
    -- Of two heads the one whose number, birth and name come first: ids depend on the order of arrival, these do not.
    arg_min(m.person_id, concat_ws('|', coalesce(p.id_number, '~'), CAST(p.birth_date AS VARCHAR), p.name, m.person_id))
        FILTER (WHERE m.is_head) AS head_person_id,
    coalesce(
        min(p.division_code) FILTER (WHERE m.is_head), min(p.division_code)
    ) AS division_code,
    CAST(count(DISTINCT m.person_id) AS INTEGER) AS members
FROM members AS m
INNER JOIN ledger.person AS p ON p.person_id = m.person_id
GROUP BY m.kind, m.number
