/*
title: 未达法定婚龄登记结婚
rule: UNDERAGE_MARRIAGE
version: 1
kind: 数据线索
severity: warn
recipient: civil_affairs
params: [marriage_min_age_male, marriage_min_age_female]
*/
WITH partners AS (
    SELECT from_id AS person_id, valid_from AS registered_on, source, 'marriage_min_age_male' AS limit_name
    FROM ledger.relation
    WHERE relation = 'spouse' AND length(valid_from) = 10
    UNION ALL
    SELECT to_id AS person_id, valid_from AS registered_on, source, 'marriage_min_age_female' AS limit_name
    FROM ledger.relation
    WHERE relation = 'spouse' AND length(valid_from) = 10
),

aged AS (
    SELECT
        m.person_id,
        m.registered_on,
        m.source,
        CAST(l.number AS INTEGER) AS min_age,
        age_on(p.birth_date, CAST(m.registered_on AS DATE)) AS age,
        p.birth_date,
        p.division_code
    FROM partners AS m
    INNER JOIN ledger.person AS p ON m.person_id = p.person_id
    -- the age asked for is that of the day of registration, not of today
    INNER JOIN catalog.parameters AS l
        ON m.limit_name = l.name AND is_valid(l.valid_from, l.valid_to, CAST(m.registered_on AS DATE))
)

SELECT
    'UNDERAGE_MARRIAGE' AS rule,
    1 AS version,
    'person' AS entity_type,
    a.person_id AS entity_id,
    'warn' AS severity,
    CAST(to_json([
        fact('出生日期', a.birth_date, b.source, b.as_of),
        fact('结婚登记日期', a.registered_on, a.source, a.registered_on)
    ]) AS VARCHAR) AS evidence,
    concat(
        '出生于', CAST(a.birth_date AS VARCHAR), '，', a.registered_on, '登记结婚时', CAST(a.age AS VARCHAR), '周岁，不满',
        CAST(a.min_age AS VARCHAR), '周岁。请核对双方证件、出生日期和登记日期。'
    ) AS explanation,
    a.division_code
FROM aged AS a
INNER JOIN ledger.golden_values AS b
    ON b.entity_type = 'person' AND b.element = 'birth_date' AND a.person_id = b.entity_id
WHERE a.age < a.min_age
QUALIFY row_number() OVER (PARTITION BY a.person_id ORDER BY a.registered_on, a.min_age) = 1
ORDER BY a.person_id
