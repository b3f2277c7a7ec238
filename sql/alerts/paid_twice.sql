/*
title: 同一项目重复发放
rule: W-14
version: 1
kind: 停发线索
severity: error
recipient: finance
lacks:
  特困供养、职工养老和孤儿保障的发放名单: 互斥待遇的重复享受无从判断
*/
-- The same amount of the same item and period, twice in one month, reversals netted; arrears differ in amount.
WITH payments AS (
    SELECT
        person_id,
        kind,
        dataset,
        amount_paid,
        month_paid,
        count(*) FILTER (WHERE amount > 0) - count(*) FILTER (WHERE amount < 0) AS times,
        max(paid_on) AS last_paid_on
    FROM (
        SELECT person_id, kind, dataset, period, amount, paid_on, abs(amount) AS amount_paid,
            substr(CAST(paid_on AS VARCHAR), 1, 7) AS month_paid
        FROM ledger.payment
        WHERE in_force AND amount <> 0 AND paid_on <= $today
    ) AS p
    GROUP BY person_id, kind, dataset, period, amount_paid, month_paid
    HAVING count(*) FILTER (WHERE amount > 0) - count(*) FILTER (WHERE amount < 0) > 1
),

payees AS (
    SELECT
        person_id,
        sum(amount_paid * (times - 1)) AS overpaid,
        array_to_string(list_sort(list(month_paid || kind || CAST(times AS VARCHAR) || '次')), '、') AS told,
        list_sort(list(fact(
            month_paid || kind, CAST(times AS VARCHAR) || '次，每次' || CAST(amount_paid AS VARCHAR) || '元', dataset, last_paid_on
        ))) AS facts
    FROM payments
    GROUP BY person_id
)

SELECT
    'W-14' AS rule,
    1 AS version,
    'person' AS entity_type,
    y.person_id AS entity_id,
    'error' AS severity,
    CAST(to_json(list_append(y.facts, fact('重复发放金额', y.overpaid, '', $today))) AS VARCHAR) AS evidence,
    concat('同一项目在同月以相同金额发放：', y.told, '，多发', CAST(y.overpaid AS VARCHAR), '元。请核实是否重复发放，补发的请说明。') AS explanation,
    p.division_code
FROM payees AS y
LEFT JOIN ledger.person AS p ON y.person_id = p.person_id
ORDER BY y.person_id
