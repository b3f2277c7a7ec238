/*
title: 低保对象正式就业
rule: W-09
version: 1
kind: 风险线索
severity: warn
recipient: civil_affairs
params: [informal_employment_words]
lacks:
  财政供养人员名单: 机关事业单位在编人员只能从就业登记中看出
  机动车登记和住房公积金缴存: 这两项经济状况疑点无从判断
*/
WITH recipients AS (
    SELECT person_id, max(batch_day) AS list_day
    FROM ledger.entitlement
    WHERE in_force AND kind = '低保' AND status = '享受'
    GROUP BY person_id
),

-- No employer named is no formal job; flexible work is none either.
jobs AS (
    SELECT e.person_id, e.institution, e.start_date, e.batch_day
    FROM ledger.employment AS e
    INNER JOIN catalog.parameters AS l
        ON l.name = 'informal_employment_words' AND is_valid(l.valid_from, l.valid_to, $today)
    WHERE e.in_force AND e.status = '在岗' AND e.end_date IS NULL AND e.institution IS NOT NULL
        AND NOT regexp_matches(e.institution, l.value)
    QUALIFY row_number() OVER (PARTITION BY e.person_id ORDER BY e.start_date DESC, e.batch_day DESC, e.institution) = 1
)

SELECT
    'W-09' AS rule,
    1 AS version,
    'person' AS entity_type,
    r.person_id AS entity_id,
    'warn' AS severity,
    CAST(to_json([
        fact('低保', '享受', 'subsistence_allowance', r.list_day),
        fact('就业单位', j.institution, 'employment', j.batch_day),
        fact('就业登记日期', j.start_date, 'employment', j.batch_day)
    ]) AS VARCHAR) AS evidence,
    concat(
        '该人在', CAST(r.list_day AS VARCHAR), '低保名单中为享受，就业登记显示', coalesce('自' || j.start_date || '起', ''), '在', j.institution,
        '在岗。请核实家庭收入；已离职的请告知人社部门更正。'
    ) AS explanation,
    p.division_code
FROM recipients AS r
INNER JOIN jobs AS j ON r.person_id = j.person_id
LEFT JOIN ledger.person AS p ON r.person_id = p.person_id
WHERE NOT EXISTS (SELECT 1 FROM ledger.deaths AS d WHERE d.person_id = r.person_id)
ORDER BY r.person_id
