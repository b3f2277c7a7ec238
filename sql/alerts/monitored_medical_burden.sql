/*
title: 监测户医疗负担超标
rule: W-03
version: 1
kind: 风险线索
severity: warn
recipient: agriculture
params: [monitored_household_types, medical_burden_window_months, medical_burden_threshold_assisted,
  medical_burden_yellow_ratio, medical_burden_orange_ratio, medical_burden_red_ratio]
needs: [poverty_monitoring, settlement]
lacks:
  县外未联网的医疗费用: 实际负担可能更高
*/
WITH limits AS (
    SELECT
        string_split(max(value) FILTER (WHERE name = 'monitored_household_types'), '|') AS monitored,
        CAST(max(number) FILTER (WHERE name = 'medical_burden_window_months') AS INTEGER) AS months,
        CAST(max(number) FILTER (WHERE name = 'medical_burden_threshold_assisted') AS DECIMAL(18, 2)) AS threshold,
        CAST(max(number) FILTER (WHERE name = 'medical_burden_yellow_ratio') AS DECIMAL(9, 4)) AS yellow,
        CAST(max(number) FILTER (WHERE name = 'medical_burden_orange_ratio') AS DECIMAL(9, 4)) AS orange,
        CAST(max(number) FILTER (WHERE name = 'medical_burden_red_ratio') AS DECIMAL(9, 4)) AS red
    FROM catalog.parameters
    WHERE is_valid(valid_from, valid_to, $today)
),

members AS (
    SELECT e.household, e.person_id, min(e.category) AS household_type, max(e.batch_day) AS list_day
    FROM ledger.entitlement AS e
    CROSS JOIN limits AS l
    WHERE e.in_force AND e.kind = '防返贫监测' AND list_contains(l.monitored, e.category)
    GROUP BY e.household, e.person_id
),

-- What no fund bore, reversals netted: co-payment and out-of-scope cost, each once.
burdens AS (
    SELECT
        m.household,
        min(m.household_type) AS household_type,
        max(m.list_day) AS list_day,
        max(s.settled_on) AS last_day,
        sum(
            s.amount - coalesce(s.pooled_fund_payment, 0) - coalesce(s.critical_illness_payment, 0)
            - coalesce(s.medical_assistance_payment, 0)
        ) AS burden
    FROM members AS m
    CROSS JOIN limits AS l
    INNER JOIN ledger.settlement AS s ON m.person_id = s.person_id
    WHERE s.in_force AND s.settled_on <= $today AND s.settled_on > $today - to_months(l.months)
    GROUP BY m.household
)

SELECT
    'W-03' AS rule,
    1 AS version,
    'household' AS entity_type,
    h.household_id AS entity_id,
    CASE WHEN b.burden >= l.threshold * l.red THEN 'error' WHEN b.burden >= l.threshold * l.orange THEN 'warn' ELSE 'info' END
        AS severity,
    CAST(to_json([
        fact('户类型', b.household_type, 'poverty_monitoring', b.list_day),
        fact('近' || CAST(l.months AS VARCHAR) || '个月家庭医疗负担', CAST(b.burden AS VARCHAR) || '元', 'settlement', b.last_day)
    ]) AS VARCHAR) AS evidence,
    concat(
        '该户为', b.household_type, '，近', CAST(l.months AS VARCHAR), '个月全家医疗费用扣除统筹、大病和救助支付后个人负担',
        CAST(b.burden AS VARCHAR), '元，',
        CASE WHEN b.burden >= l.threshold * l.orange THEN '达到' ELSE '接近' END, '负担线', CAST(l.threshold AS VARCHAR),
        '元。请入户核实生活困难和医疗救助情况。'
    ) AS explanation,
    h.division_code
FROM burdens AS b
CROSS JOIN limits AS l
INNER JOIN ledger.household AS h ON h.kind = 'poverty_monitoring' AND b.household = h.number
WHERE b.burden >= l.threshold * l.yellow
ORDER BY h.household_id
