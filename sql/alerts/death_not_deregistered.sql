/*
title: 死亡后户口未注销
rule: NOT_DEREGISTERED
version: 1
kind: 数据线索
severity: warn
recipient: public_security
params: [deregistration_days]
*/
-- Grade A with an entry still in force is the word of hospital or crematorium; the register itself does not say it.
SELECT
    'NOT_DEREGISTERED' AS rule,
    1 AS version,
    'person' AS entity_type,
    d.person_id AS entity_id,
    'warn' AS severity,
    CAST(to_json(list_append(d.facts, fact('户口状态', p.registration_status, g.source, g.as_of))) AS VARCHAR) AS evidence,
    concat(
        '据', d.said_by, '，该人已于', d.died_on, '死亡，户口状态仍为', p.registration_status, '，已超过',
        CAST($today - d.died_by AS VARCHAR), '日。请核实后办理死亡注销。'
    ) AS explanation,
    p.division_code
FROM ledger.deaths AS d
INNER JOIN ledger.person AS p ON d.person_id = p.person_id
INNER JOIN ledger.golden_values AS g
    ON g.entity_type = 'person' AND g.element = 'registration_status' AND d.person_id = g.entity_id
INNER JOIN catalog.parameters AS l ON l.name = 'deregistration_days' AND is_valid(l.valid_from, l.valid_to, $today)
WHERE d.grade = 'A' AND p.registration_status IN ('正常', '服刑', '参军')
    AND d.died_by + CAST(l.number AS INTEGER) <= $today
ORDER BY d.person_id
