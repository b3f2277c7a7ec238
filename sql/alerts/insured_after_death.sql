/*
title: 死亡后仍参保
rule: X-03
version: 1
kind: 停发线索
severity: warn
recipient: medical_insurance
params: [stop_grace_months]
*/
WITH insured AS (
    SELECT
        e.person_id,
        max(e.batch_day) AS list_day,
        array_to_string(list_sort(list(DISTINCT e.category)), '、') AS kinds
    FROM ledger.entitlement AS e
    INNER JOIN ledger.deaths AS d ON e.person_id = d.person_id
    WHERE e.in_force AND e.kind = '基本医保' AND e.status = '正常' AND e.batch_day >= d.undue_from AND d.grade <> 'C'
    GROUP BY e.person_id
)

SELECT
    'X-03' AS rule,
    1 AS version,
    'person' AS entity_type,
    d.person_id AS entity_id,
    'warn' AS severity,
    CAST(to_json(list_append(d.facts, fact('参保状态', '正常', 'enrollment', i.list_day))) AS VARCHAR) AS evidence,
    concat(
        '据', d.said_by, '，该人已于', d.died_on, '死亡，而', CAST(i.list_day AS VARCHAR), '报送的', coalesce(i.kinds, '基本医保'),
        '参保状态仍为正常。请核实后终止参保；如本人健在，请告知登记死亡的部门更正。'
    ) AS explanation,
    p.division_code
FROM insured AS i
INNER JOIN ledger.deaths AS d ON i.person_id = d.person_id
LEFT JOIN ledger.person AS p ON i.person_id = p.person_id
ORDER BY d.person_id
