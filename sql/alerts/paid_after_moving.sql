/*
title: 户籍迁出后仍享受
rule: W-12
version: 1
kind: 停发线索
severity: warn
recipient: civil_affairs
params: [moved_out_grace_months, local_benefits]
*/
WITH limits AS (
    SELECT
        string_split(max(value) FILTER (WHERE name = 'local_benefits'), '|') AS kinds,
        CAST(max(number) FILTER (WHERE name = 'moved_out_grace_months') AS INTEGER) AS months
    FROM catalog.parameters
    WHERE is_valid(valid_from, valid_to, $today)
),

-- a move without a date is a move: then only the months of the list are told
granted AS (
    SELECT
        e.person_id,
        min(p.registration_date) AS moved_on,
        min(p.division_code) AS division_code,
        array_to_string(list_sort(list(DISTINCT e.kind)), '、') AS kinds,
        list_sort(list(DISTINCT fact('仍在名单：' || e.kind, '是', e.dataset, e.batch_day))) AS facts
    FROM ledger.entitlement AS e
    CROSS JOIN limits AS l
    INNER JOIN ledger.person AS p ON e.person_id = p.person_id
    WHERE e.in_force AND list_contains(l.kinds, e.kind) AND coalesce(e.status = '享受', TRUE) AND p.registration_status = '迁出'
        AND coalesce(p.registration_date + to_months(l.months) <= e.batch_day, TRUE)
    GROUP BY e.person_id
)

SELECT
    'W-12' AS rule,
    1 AS version,
    'person' AS entity_type,
    t.person_id AS entity_id,
    'warn' AS severity,
    CAST(to_json(list_prepend(fact('户口状态', '迁出', g.source, g.as_of), t.facts)) AS VARCHAR) AS evidence,
    concat(
        '该人户口', coalesce('已于' || CAST(t.moved_on AS VARCHAR), '已'), '迁出本县，仍在', t.kinds, '名单中。请核实后按政策停发或办理转移。'
    ) AS explanation,
    t.division_code
FROM granted AS t
INNER JOIN ledger.golden_values AS g
    ON g.entity_type = 'person' AND g.element = 'registration_status' AND t.person_id = g.entity_id
ORDER BY t.person_id
