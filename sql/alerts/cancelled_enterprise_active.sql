/*
title: 已注销企业仍在参保或纳税
rule: CANCELLED_ENTERPRISE
version: 1
kind: 数据线索
severity: warn
recipient: tax
params: [cancelled_enterprise_grace_days]
*/
-- A register without dates says since when it was known, at the latest.
WITH cancelled AS (
    SELECT e.enterprise_id, e.division_code, e.insurance_status, e.tax_status, g.source, least(g.as_of, g.valid_from) AS cancelled_on
    FROM ledger.enterprise AS e
    INNER JOIN ledger.golden_values AS g
        ON g.entity_type = 'enterprise' AND g.element = 'status' AND e.enterprise_id = g.entity_id
    WHERE e.status = '注销'
),

active AS (
    SELECT
        e.enterprise_id,
        e.division_code,
        e.source,
        e.cancelled_on,
        concat_ws('、', CASE WHEN e.insurance_status = '正常' THEN '社保参保' END, CASE WHEN e.tax_status = '正常' THEN '税务登记' END)
            AS still,
        list_sort(list(fact(CASE g.element WHEN 'tax_status' THEN '纳税人状态' ELSE '社保参保状态' END, g.value, g.source, g.as_of)))
            AS facts
    FROM cancelled AS e
    INNER JOIN ledger.golden_values AS g
        ON g.entity_type = 'enterprise' AND g.element IN ('tax_status', 'insurance_status') AND g.value = '正常'
        AND e.enterprise_id = g.entity_id
    INNER JOIN catalog.parameters AS l
        ON l.name = 'cancelled_enterprise_grace_days' AND is_valid(l.valid_from, l.valid_to, $today)
    WHERE e.cancelled_on + CAST(l.number AS INTEGER) <= $today
    GROUP BY e.enterprise_id, e.division_code, e.source, e.cancelled_on, e.insurance_status, e.tax_status
)

SELECT
    'CANCELLED_ENTERPRISE' AS rule,
    1 AS version,
    'enterprise' AS entity_type,
    enterprise_id AS entity_id,
    'warn' AS severity,
    CAST(to_json(list_prepend(fact('登记状态', '注销', source, cancelled_on), facts)) AS VARCHAR) AS evidence,
    concat(
        '市场监管部门登记状态为注销（', CAST(cancelled_on AS VARCHAR), '），', still, '状态仍为正常。请核实后办理相应注销，或告知登记部门更正。'
    ) AS explanation,
    division_code
FROM active
ORDER BY enterprise_id
