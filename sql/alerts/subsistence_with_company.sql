/*
title: 低保对象名下有存续企业
rule: W-09
version: 1
kind: 风险线索
severity: warn
recipient: civil_affairs
lacks:
  企业股东名册: 只能看出法定代表人，看不出股东
  机动车登记和住房公积金缴存: 这两项经济状况疑点无从判断
*/
WITH recipients AS (
    SELECT person_id, max(batch_day) AS list_day
    FROM ledger.entitlement
    WHERE in_force AND kind = '低保' AND status = '享受'
    GROUP BY person_id
),

companies AS (
    SELECT
        r.from_id AS person_id,
        array_to_string(list_sort(list(DISTINCT coalesce(e.name, e.uscc, r.to_id))), '、') AS names,
        list_sort(list(DISTINCT fact('存续企业', coalesce(e.name, e.uscc, r.to_id), r.source, g.as_of))) AS facts
    FROM ledger.relation AS r
    INNER JOIN ledger.enterprise AS e ON r.to_id = e.enterprise_id
    INNER JOIN ledger.golden_values AS g
        ON g.entity_type = 'enterprise' AND g.element = 'status' AND r.to_id = g.entity_id
    WHERE r.relation = 'legal_representative' AND r.in_force AND e.kind = 'enterprise' AND e.status = '存续'
    GROUP BY r.from_id
)

SELECT
    'W-09' AS rule,
    1 AS version,
    'person' AS entity_type,
    r.person_id AS entity_id,
    'warn' AS severity,
    CAST(to_json(list_prepend(fact('低保', '享受', 'subsistence_allowance', r.list_day), c.facts)) AS VARCHAR) AS evidence,
    concat(
        '该人在', CAST(r.list_day AS VARCHAR), '低保名单中为享受，同时是存续企业', c.names,
        '的法定代表人。请核实经营情况和家庭收入；挂名的请核实后说明。'
    ) AS explanation,
    p.division_code
FROM recipients AS r
INNER JOIN companies AS c ON r.person_id = c.person_id
LEFT JOIN ledger.person AS p ON r.person_id = p.person_id
WHERE NOT EXISTS (SELECT 1 FROM ledger.deaths AS d WHERE d.person_id = r.person_id)
ORDER BY r.person_id
