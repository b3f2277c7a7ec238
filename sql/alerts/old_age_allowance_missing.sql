/*
title: 高龄老人未享受补贴
rule: W-01
version: 1
kind: 享受线索
severity: warn
recipient: civil_affairs
params: [old_age_allowance_min_age, old_age_allowance_move_months]
*/
WITH limits AS (
    SELECT
        CAST(max(number) FILTER (WHERE name = 'old_age_allowance_min_age') AS INTEGER) AS min_age,
        CAST(max(number) FILTER (WHERE name = 'old_age_allowance_move_months') AS INTEGER) AS move_months
    FROM catalog.parameters
    WHERE valid_from <= $today AND (valid_to IS NULL OR CAST(valid_to AS DATE) > $today)
),

-- Of age by the month rule: by the end of the month of the birthday.
aged AS (
    SELECT
        p.person_id,
        p.division_code,
        p.birth_date,
        p.registration_status,
        l.min_age,
        year($today) * 12 + month($today) - year(p.birth_date) * 12 - month(p.birth_date) - l.min_age * 12 AS months_of_age
    FROM ledger.person AS p
    CROSS JOIN limits AS l
    WHERE p.life_status = '存活' AND p.registration_status IN ('正常', '服刑')
),

-- Whom any source calls dead is a matter of W-02.
called_dead AS (
    SELECT entity_id AS person_id
    FROM ledger.source_values
    WHERE entity_type = 'person' AND in_force AND (element = 'death_date' OR (element = 'life_status' AND value = '死亡'))
),

allowances AS (
    SELECT person_id, in_force, substr(batch, 1, 10) AS list_day
    FROM ledger.entitlement
    WHERE kind = '高龄津贴'
),

-- Who was paid lately receives it, whatever the list says.
paid AS (
    SELECT p.person_id
    FROM ledger.payment AS p
    CROSS JOIN limits AS l
    WHERE p.in_force AND p.kind LIKE '%高龄%'
        AND year(p.paid_on) * 12 + month(p.paid_on) > year($today) * 12 + month($today) - l.move_months
    GROUP BY p.person_id
    HAVING sum(p.amount) > 0
),

sources AS (
    SELECT
        entity_id AS person_id,
        max(source) FILTER (WHERE element = 'birth_date') AS birth_source,
        CAST(max(as_of) FILTER (WHERE element = 'birth_date') AS VARCHAR) AS birth_as_of,
        max(source) FILTER (WHERE element = 'registration_status') AS register_source,
        CAST(max(as_of) FILTER (WHERE element = 'registration_status') AS VARCHAR) AS register_as_of
    FROM ledger.golden_values
    WHERE entity_type = 'person' AND element IN ('birth_date', 'registration_status')
    GROUP BY entity_id
)

SELECT
    'W-01' AS rule,
    1 AS version,
    'person' AS entity_type,
    a.person_id AS entity_id,
    'warn' AS severity,
    CAST(to_json([
        {'fact': '出生日期', 'value': CAST(a.birth_date AS VARCHAR), 'source': s.birth_source, 'as_of': s.birth_as_of},
        {'fact': '户口状态', 'value': a.registration_status, 'source': s.register_source, 'as_of': s.register_as_of},
        {'fact': '高龄津贴', 'value': '不在名单', 'source': 'elderly_allowance', 'as_of': l.list_day}
    ]) AS VARCHAR) AS evidence,
    concat(
        '出生于', CAST(a.birth_date AS VARCHAR), '，本月底已满', CAST(a.min_age AS VARCHAR), '周岁，户口状态为', a.registration_status,
        '，', coalesce('未列入民政部门' || l.list_day || '报送的', '没有'), '高龄津贴名单，近期也没有发放记录；符合年龄条件已',
        CAST(a.months_of_age AS VARCHAR), '个月，请核实后告知本人申请。'
    ) AS explanation,
    a.division_code
FROM aged AS a
CROSS JOIN (SELECT max(list_day) AS list_day FROM allowances) AS l
LEFT JOIN sources AS s ON a.person_id = s.person_id
WHERE a.months_of_age >= 0
    AND NOT EXISTS (SELECT 1 FROM called_dead AS d WHERE d.person_id = a.person_id)
    AND NOT EXISTS (SELECT 1 FROM allowances AS e WHERE e.person_id = a.person_id AND e.in_force)
    AND NOT EXISTS (SELECT 1 FROM paid AS p WHERE p.person_id = a.person_id)
ORDER BY a.person_id
