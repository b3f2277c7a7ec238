/*
title: 监测对象未参加医保
rule: W-05
version: 1
kind: 风险线索
severity: warn
recipient: medical_insurance
params: [monitored_household_types]
needs: [poverty_monitoring, enrollment]
lacks:
  省级医保参保信息: 在外县参保的无从排除
*/
WITH monitored AS (
    SELECT e.person_id, min(e.category) AS household_type, max(e.batch_day) AS list_day
    FROM ledger.entitlement AS e
    INNER JOIN catalog.parameters AS l
        ON l.name = 'monitored_household_types' AND is_valid(l.valid_from, l.valid_to, $today)
    WHERE e.in_force AND e.kind = '防返贫监测' AND list_contains(string_split(l.value, '|'), e.category)
    GROUP BY e.person_id
),

-- one account in force is enough; one whose status nobody told is no proof of a gap
accounts AS (
    SELECT
        person_id,
        bool_or(status = '正常' OR status IS NULL) AS insured,
        array_to_string(list_sort(list(DISTINCT status)), '、') AS status
    FROM ledger.entitlement
    WHERE in_force AND kind = '基本医保'
    GROUP BY person_id
)

SELECT
    'W-05' AS rule,
    1 AS version,
    'person' AS entity_type,
    m.person_id AS entity_id,
    'warn' AS severity,
    CAST(to_json([
        fact('户类型', m.household_type, 'poverty_monitoring', m.list_day),
        fact('基本医保', coalesce(a.status, '不在名单'), 'enrollment', l.list_day),
        fact('户口状态', p.registration_status, g.source, g.as_of)
    ]) AS VARCHAR) AS evidence,
    concat(
        '该人属', m.household_type, '，户口状态为', p.registration_status, '，',
        CASE
            WHEN a.person_id IS NULL THEN concat('未列入医保部门', l.list_day, '报送的参保名单')
            ELSE concat('医保参保状态为', a.status)
        END,
        '。请核实是否在外地参保，未参保的动员参保。'
    ) AS explanation,
    p.division_code
FROM monitored AS m
INNER JOIN ledger.person AS p ON m.person_id = p.person_id
INNER JOIN ledger.lists AS l ON l.dataset = 'enrollment'
INNER JOIN ledger.golden_values AS g
    ON g.entity_type = 'person' AND g.element = 'registration_status' AND m.person_id = g.entity_id
LEFT JOIN accounts AS a ON m.person_id = a.person_id
-- soldiers and prisoners are insured elsewhere
WHERE p.registration_status = '正常' AND NOT coalesce(a.insured, FALSE)
    AND NOT EXISTS (SELECT 1 FROM ledger.deaths AS d WHERE d.person_id = m.person_id)
ORDER BY m.person_id
