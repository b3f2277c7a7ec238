/*
title: 高龄老人未享受补贴
rule: W-01
version: 2
kind: 享受线索
severity: warn
recipient: civil_affairs
params: [old_age_allowance_min_age, old_age_allowance_move_months]
needs: [elderly_allowance]
lacks:
  外县高龄津贴享受情况: 刚迁入的人可能还在原籍领取
  特困供养名单: 与高龄津贴互斥的待遇无从排除
*/
WITH limits AS (
    SELECT
        CAST(max(number) FILTER (WHERE name = 'old_age_allowance_min_age') AS INTEGER) AS min_age,
        CAST(max(number) FILTER (WHERE name = 'old_age_allowance_move_months') AS INTEGER) AS move_months
    FROM catalog.parameters
    WHERE is_valid(valid_from, valid_to, $today)
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

-- Who was paid lately receives it, whatever the list says.
paid AS (
    SELECT p.person_id
    FROM ledger.payment AS p
    CROSS JOIN limits AS l
    WHERE p.in_force AND p.kind LIKE '%高龄%'
        AND year(p.paid_on) * 12 + month(p.paid_on) > year($today) * 12 + month($today) - l.move_months
    GROUP BY p.person_id
    HAVING sum(p.amount) > 0
)

SELECT
    'W-01' AS rule,
    2 AS version,
    'person' AS entity_type,
    a.person_id AS entity_id,
    'warn' AS severity,
    CAST(to_json([
        fact('出生日期', a.birth_date, b.source, b.as_of),
        fact('户口状态', a.registration_status, r.source, r.as_of),
        fact('高龄津贴', '不在名单', 'elderly_allowance', l.list_day)
    ]) AS VARCHAR) AS evidence,
    concat(
        '出生于', CAST(a.birth_date AS VARCHAR), '，本月底已满', CAST(a.min_age AS VARCHAR), '周岁，户口状态为', a.registration_status,
        '，未列入民政部门', l.list_day, '报送的高龄津贴名单，近期也没有发放记录；符合年龄条件已',
        CAST(a.months_of_age AS VARCHAR), '个月，请核实后告知本人申请。'
    ) AS explanation,
    a.division_code
FROM aged AS a
INNER JOIN ledger.lists AS l ON l.dataset = 'elderly_allowance'
LEFT JOIN ledger.golden_values AS b
    ON b.entity_type = 'person' AND b.element = 'birth_date' AND a.person_id = b.entity_id
LEFT JOIN ledger.golden_values AS r
    ON r.entity_type = 'person' AND r.element = 'registration_status' AND a.person_id = r.entity_id
WHERE a.months_of_age >= 0
    -- whom any source calls dead is a matter of W-02
    AND NOT EXISTS (SELECT 1 FROM ledger.deaths AS d WHERE d.person_id = a.person_id)
    AND NOT EXISTS (
        SELECT 1 FROM ledger.entitlement AS e WHERE e.person_id = a.person_id AND e.in_force AND e.kind = '高龄津贴'
    )
    AND NOT EXISTS (SELECT 1 FROM paid AS p WHERE p.person_id = a.person_id)
ORDER BY a.person_id
