/*
title: 未到龄领取城乡居民养老金
rule: EARLY_PENSION
version: 1
kind: 停发线索
severity: error
recipient: human_resources
params: [pension_min_age]
*/
WITH drawing AS (
    SELECT person_id, max(batch_day) AS list_day, max(amount) AS amount
    FROM ledger.entitlement
    WHERE in_force AND kind = '养老金' AND status = '领取'
    GROUP BY person_id
)

SELECT
    'EARLY_PENSION' AS rule,
    1 AS version,
    'person' AS entity_type,
    d.person_id AS entity_id,
    'error' AS severity,
    CAST(to_json([
        fact('出生日期', p.birth_date, b.source, b.as_of),
        fact('养老待遇状态', '领取', 'resident_pension', d.list_day),
        fact('月养老金', d.amount, 'resident_pension', d.list_day)
    ]) AS VARCHAR) AS evidence,
    concat(
        '出生于', CAST(p.birth_date AS VARCHAR), '，到', CAST(d.list_day AS VARCHAR), '所在月月底仍不满', CAST(CAST(l.number AS INTEGER) AS VARCHAR),
        '周岁，养老待遇状态为领取。请核实出生日期和领取资格。'
    ) AS explanation,
    p.division_code
FROM drawing AS d
INNER JOIN ledger.person AS p ON d.person_id = p.person_id
INNER JOIN catalog.parameters AS l ON l.name = 'pension_min_age' AND is_valid(l.valid_from, l.valid_to, $today)
INNER JOIN ledger.golden_values AS b
    ON b.entity_type = 'person' AND b.element = 'birth_date' AND d.person_id = b.entity_id
-- of age by the month rule, as everywhere
WHERE age_on(p.birth_date, last_day(d.list_day)) < l.number
ORDER BY d.person_id
