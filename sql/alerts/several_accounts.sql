/*
title: 一人多个同类账户
rule: D-13
version: 1
kind: 数据线索
severity: warn
recipient: medical_insurance
params: [accounts_per_person]
*/
-- Two insurances of different kinds are W-06; here one kind has several numbers for one person.
WITH accounts AS (
    SELECT
        person_id,
        kind,
        coalesce(category, kind) AS category,
        dataset,
        max(batch_day) AS list_day,
        CAST(count(DISTINCT number) AS INTEGER) AS numbers
    FROM ledger.entitlement
    WHERE in_force AND kind IN ('基本医保', '养老金') AND status IN ('正常', '缴费', '领取')
    GROUP BY person_id, kind, coalesce(category, kind), dataset
),

found AS (
    SELECT
        a.person_id,
        max(a.numbers) AS numbers,
        list_sort(list(fact(a.category || '有效账户数', a.numbers, a.dataset, a.list_day))) AS facts,
        array_to_string(list_sort(list(a.category || CAST(a.numbers AS VARCHAR) || '个')), '、') AS told
    FROM accounts AS a
    INNER JOIN catalog.parameters AS l
        ON l.name = 'accounts_per_person' AND is_valid(l.valid_from, l.valid_to, $today)
    WHERE a.numbers > l.number
    GROUP BY a.person_id
)

SELECT
    'D-13' AS rule,
    1 AS version,
    'person' AS entity_type,
    f.person_id AS entity_id,
    'warn' AS severity,
    CAST(to_json(f.facts) AS VARCHAR) AS evidence,
    concat('该人名下同时有效的账户：', f.told, '。请核对后注销多余账户，有他人误用号码的予以更正。') AS explanation,
    p.division_code
FROM found AS f
LEFT JOIN ledger.person AS p ON f.person_id = p.person_id
ORDER BY f.person_id
