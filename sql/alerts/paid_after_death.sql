/*
title: 死亡后仍领取
rule: W-02
version: 1
kind: 停发线索
severity: error
recipient: finance
params: [stop_grace_months]
*/
WITH limits AS (
    SELECT CAST(max(number) AS INTEGER) AS grace_months
    FROM catalog.parameters
    WHERE name = 'stop_grace_months' AND valid_from <= $today AND (valid_to IS NULL OR CAST(valid_to AS DATE) > $today)
),

-- What each source says of a death; one that gives no date says it on its own day.
statements AS (
    SELECT
        v.entity_id AS person_id,
        v.source,
        coalesce(max(s.strength), 'C') AS strength,
        coalesce(max(s.title), v.source) AS title,
        coalesce(min(v.value) FILTER (WHERE v.element = 'death_date'), CAST(min(v.as_of) AS VARCHAR)) AS died_on,
        CAST(max(v.as_of) AS VARCHAR) AS as_of
    FROM ledger.source_values AS v
    LEFT JOIN catalog.sources AS s ON v.source = s.dataset
    WHERE v.entity_type = 'person' AND v.in_force
        AND (v.element = 'death_date' OR (v.element = 'life_status' AND v.value = '死亡'))
    GROUP BY v.entity_id, v.source
),

-- Established by one A, by two B, or by B with C (guide 6.2); what is not, is a suspicion.
deaths AS (
    SELECT
        person_id,
        bool_or(strength = 'A') OR count(*) FILTER (WHERE strength = 'B') >= 2 OR count(DISTINCT strength) >= 2 AS established,
        coalesce(
            min(died_on) FILTER (WHERE strength = 'A'), min(died_on) FILTER (WHERE strength = 'B'), min(died_on)
        ) AS died_on,
        array_to_string(list_sort(list(title)), '、') AS said_by,
        list_sort(list({'fact': '死亡', 'value': died_on, 'source': source, 'as_of': as_of})) AS facts
    FROM statements
    GROUP BY person_id
),

-- The first month that is not due any more, as year times twelve plus month.
undue AS (
    SELECT
        d.person_id,
        CAST(substr(d.died_on, 1, 4) AS INTEGER) * 12 + CAST(substr(d.died_on, 6, 2) AS INTEGER) + l.grace_months + 1 AS from_month
    FROM deaths AS d
    CROSS JOIN limits AS l
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
    WHERE p.in_force AND p.paid_on <= $today AND year(p.paid_on) * 12 + month(p.paid_on) >= u.from_month
    GROUP BY p.person_id, p.kind, p.dataset
    HAVING sum(p.amount) > 0
),

-- Lists that still grant a benefit; that of the old-age allowance has no status, to be on it is to receive it.
lists AS (
    SELECT e.person_id, e.kind, e.dataset, max(substr(e.batch, 1, 10)) AS list_day
    FROM ledger.entitlement AS e
    INNER JOIN undue AS u ON e.person_id = u.person_id
    WHERE e.in_force AND (e.status IN ('享受', '领取') OR e.kind = '高龄津贴')
        AND CAST(substr(e.batch, 1, 4) AS INTEGER) * 12 + CAST(substr(e.batch, 6, 2) AS INTEGER) >= u.from_month
    GROUP BY e.person_id, e.kind, e.dataset
),

received AS (
    SELECT
        person_id,
        sum(amount) AS amount,
        sum(times) AS times,
        max(last_paid_on) AS last_paid_on,
        list_sort(list({
            'fact': '死亡后发放：' || kind,
            'value': CAST(amount AS VARCHAR) || '元',
            'source': dataset,
            'as_of': CAST(last_paid_on AS VARCHAR)
        })) AS facts
    FROM payments
    GROUP BY person_id
),

granted AS (
    SELECT
        person_id,
        array_to_string(list_sort(list(DISTINCT kind)), '、') AS kinds,
        list_sort(list({'fact': '仍在名单：' || kind, 'value': '是', 'source': dataset, 'as_of': list_day})) AS facts
    FROM lists
    GROUP BY person_id
)

SELECT
    'W-02' AS rule,
    1 AS version,
    'person' AS entity_type,
    d.person_id AS entity_id,
    CASE WHEN NOT d.established THEN 'info' WHEN r.person_id IS NULL THEN 'warn' ELSE 'error' END AS severity,
    -- a suspicion makes no statement on money
    CAST(to_json(list_concat(
        d.facts,
        CASE WHEN d.established THEN r.facts END,
        g.facts,
        CASE
            WHEN d.established AND r.person_id IS NOT NULL
                THEN [{'fact': '超发金额', 'value': CAST(r.amount AS VARCHAR), 'source': '', 'as_of': CAST($today AS VARCHAR)}]
        END
    )) AS VARCHAR) AS evidence,
    CASE
        WHEN d.established THEN concat(
            '据', d.said_by, '，该人已于', d.died_on, '死亡',
            '；停发月份仍有' || CAST(r.times AS VARCHAR) || '笔发放，合计' || CAST(r.amount AS VARCHAR) || '元，最近一笔在'
            || CAST(r.last_paid_on AS VARCHAR),
            '；仍在' || g.kinds || '名单中',
            '。请核实后停发；涉及土地的补贴先核实是否应变更户主。'
        )
        ELSE concat('据', d.said_by, '，该人疑似死亡，仍在领取待遇或仍在名单中。请先核实生存状态，核实前不停发、不追缴。')
    END AS explanation,
    p.division_code
FROM deaths AS d
LEFT JOIN received AS r ON d.person_id = r.person_id
LEFT JOIN granted AS g ON d.person_id = g.person_id
LEFT JOIN ledger.person AS p ON d.person_id = p.person_id
WHERE r.person_id IS NOT NULL OR g.person_id IS NOT NULL
ORDER BY d.person_id
