/*
title: 死亡后仍领取
rule: W-02
version: 2
kind: 停发线索
severity: error
recipient: finance
params: [stop_grace_months]
*/
-- The first month that is not due any more: the month of death is payable (guide 6.2).
WITH undue AS (
    SELECT d.*, month_number(d.died_on) + CAST(l.number AS INTEGER) + 1 AS from_month, d.grade <> 'C' AS established
    FROM ledger.deaths AS d
    INNER JOIN catalog.parameters AS l
        ON l.name = 'stop_grace_months' AND is_valid(l.valid_from, l.valid_to, $today)
),

payments AS (
    SELECT
        p.person_id,
        p.kind,
        p.dataset,
        sum(p.amount) AS amount,
        count(*) FILTER (WHERE p.amount > 0) - count(*) FILTER (WHERE p.amount < 0) AS times,
        max(p.paid_on) AS last_paid_on
    FROM ledger.payment AS p
    INNER JOIN undue AS u ON p.person_id = u.person_id
    WHERE p.in_force AND p.paid_on <= $today AND month_number(p.paid_on) >= u.from_month
    GROUP BY p.person_id, p.kind, p.dataset
    HAVING sum(p.amount) > 0
),

received AS (
    SELECT
        person_id,
        sum(amount) AS amount,
        concat(
            '；停发月份仍有', CAST(sum(times) AS VARCHAR), '笔发放，合计', CAST(sum(amount) AS VARCHAR), '元，最近一笔在',
            CAST(max(last_paid_on) AS VARCHAR)
        ) AS told,
        list_sort(list(fact('死亡后发放：' || kind, CAST(amount AS VARCHAR) || '元', dataset, last_paid_on))) AS facts
    FROM payments
    GROUP BY person_id
),

-- Lists that still grant a benefit; that of the old-age allowance has no status, to be on it is to receive it.
granted AS (
    SELECT
        e.person_id,
        '；仍在' || array_to_string(list_sort(list(DISTINCT e.kind)), '、') || '名单中' AS told,
        list_sort(list(DISTINCT fact('仍在名单：' || e.kind, '是', e.dataset, substr(e.batch, 1, 10)))) AS facts
    FROM ledger.entitlement AS e
    INNER JOIN undue AS u ON e.person_id = u.person_id
    WHERE e.in_force AND (e.status IN ('享受', '领取') OR e.kind = '高龄津贴') AND month_number(e.batch) >= u.from_month
    GROUP BY e.person_id
)

SELECT
    'W-02' AS rule,
    2 AS version,
    'person' AS entity_type,
    u.person_id AS entity_id,
    CASE WHEN NOT u.established THEN 'info' WHEN r.person_id IS NULL THEN 'warn' ELSE 'error' END AS severity,
    -- a suspicion makes no statement on money
    CAST(to_json(list_concat(
        u.facts,
        CASE WHEN u.established THEN r.facts END,
        g.facts,
        CASE WHEN u.established AND r.person_id IS NOT NULL THEN [fact('超发金额', r.amount, '', $today)] END
    )) AS VARCHAR) AS evidence,
    CASE
        WHEN u.established
            THEN concat('据', u.said_by, '，该人已于', u.died_on, '死亡', r.told, g.told, '。请核实后停发；涉及土地的补贴先核实是否应变更户主。')
        ELSE concat('据', u.said_by, '，该人疑似死亡，仍在领取待遇或仍在名单中。请先核实生存状态，核实前不停发、不追缴。')
    END AS explanation,
    p.division_code
FROM undue AS u
LEFT JOIN received AS r ON u.person_id = r.person_id
LEFT JOIN granted AS g ON u.person_id = g.person_id
LEFT JOIN ledger.person AS p ON u.person_id = p.person_id
WHERE r.person_id IS NOT NULL OR g.person_id IS NOT NULL
ORDER BY u.person_id
