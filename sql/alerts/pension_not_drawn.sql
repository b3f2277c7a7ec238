/*
title: 养老待遇到龄未领
rule: W-15
version: 1
kind: 享受线索
severity: warn
recipient: human_resources
params: [pension_min_age]
needs: [resident_pension]
lacks:
  城镇职工养老保险待遇名单: 已领职工养老金的无从排除
*/
WITH enrolled AS (
    SELECT person_id, max(batch_day) AS list_day, bool_or(status IN ('领取', '停发')) AS drawn, bool_or(status = '缴费') AS paying
    FROM ledger.entitlement
    WHERE in_force AND kind = '养老金'
    GROUP BY person_id
)

SELECT
    'W-15' AS rule,
    1 AS version,
    'person' AS entity_type,
    e.person_id AS entity_id,
    'warn' AS severity,
    CAST(to_json([
        fact('出生日期', p.birth_date, b.source, b.as_of),
        fact('养老待遇状态', '缴费', 'resident_pension', e.list_day)
    ]) AS VARCHAR) AS evidence,
    concat(
        '出生于', CAST(p.birth_date AS VARCHAR), '，已满', CAST(CAST(l.number AS INTEGER) AS VARCHAR), '周岁，在', CAST(e.list_day AS VARCHAR),
        '报送的居民养老保险名单中仍为缴费。请核实后告知本人申领。'
    ) AS explanation,
    p.division_code
FROM enrolled AS e
INNER JOIN ledger.person AS p ON e.person_id = p.person_id
INNER JOIN catalog.parameters AS l ON l.name = 'pension_min_age' AND is_valid(l.valid_from, l.valid_to, $today)
INNER JOIN ledger.golden_values AS b
    ON b.entity_type = 'person' AND b.element = 'birth_date' AND e.person_id = b.entity_id
WHERE e.paying AND NOT e.drawn AND p.registration_status IN ('正常', '服刑', '参军')
    AND age_on(p.birth_date, e.list_day) >= l.number
    AND NOT EXISTS (SELECT 1 FROM ledger.deaths AS d WHERE d.person_id = e.person_id)
ORDER BY e.person_id
