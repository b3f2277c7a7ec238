/*
title: 死亡后仍领取
rule: W-02
version: 1
kind: 停发线索
severity: error
recipient: finance
params: [stop_grace_months]
*/
WITH payments AS (
    SELECT
        p.person_id,
        p.kind,
        p.dataset,
        sum(p.amount) AS amount,
        count(*) FILTER (WHERE p.amount > 0) - count(*) FILTER (WHERE p.amount < 0) AS times,
        max(p.paid_on) AS last_paid_on
    FROM ledger.payment AS p
    INNER JOIN ledger.deaths AS d ON p.person_id = d.person_id
    WHERE p.in_force AND p.paid_on BETWEEN d.undue_from AND $today
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
        list_sort(list(DISTINCT fact('仍在名单：' || e.kind, '是', e.dataset, e.batch_day))) AS facts
    FROM ledger.entitlement AS e
    INNER JOIN ledger.deaths AS d ON e.person_id = d.person_id
    WHERE e.in_force AND e.batch_day >= d.undue_from AND (e.status IN ('享受', '领取') OR e.kind = '高龄津贴')
    GROUP BY e.person_id
)

SELECT
    'W-02' AS rule,
    1 AS version,
    'person' AS entity_type,
    d.person_id AS entity_id,
    CASE WHEN d.grade = 'C' THEN 'info' WHEN r.person_id IS NULL THEN 'warn' ELSE 'error' END AS severity,
    -- a suspicion makes no statement on money
    CAST(to_json(list_concat(
        d.facts,
        CASE WHEN d.grade <> 'C' THEN r.facts END,
        g.facts,
        CASE WHEN d.grade <> 'C' AND r.person_id IS NOT NULL THEN [fact('超发金额', r.amount, '', $today)] END
    )) AS VARCHAR) AS evidence,
    CASE
        WHEN d.grade <> 'C'
            THEN concat('据', d.said_by, '，该人已于', d.died_on, '死亡', r.told, g.told, '。请核实后停发；涉及土地的补贴先核实是否应变更户主。')
        ELSE concat('据', d.said_by, '，该人疑似死亡，仍在领取待遇或仍在名单中。请先核实生存状态，核实前不停发、不追缴。')
    END AS explanation,
    p.division_code
FROM ledger.deaths AS d
LEFT JOIN received AS r ON d.person_id = r.person_id
LEFT JOIN granted AS g ON d.person_id = g.person_id
LEFT JOIN ledger.person AS p ON d.person_id = p.person_id
WHERE r.person_id IS NOT NULL OR g.person_id IS NOT NULL
ORDER BY d.person_id
