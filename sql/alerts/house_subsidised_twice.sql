/*
title: 同一户重复享受危房改造补助
rule: HOUSE_SUBSIDISED_TWICE
version: 1
kind: 数据线索
severity: warn
recipient: housing
lacks:
  享受补助时的户籍家庭: 分户、并户前后的只能按现在的户号判断
*/
WITH renovations AS (
    SELECT
        coalesce(p.household_number, e.person_id) AS household,
        e.person_id,
        e.period,
        e.amount,
        e.start_date,
        e.dataset,
        e.batch_day,
        p.division_code
    FROM ledger.entitlement AS e
    LEFT JOIN ledger.person AS p ON e.person_id = p.person_id
    WHERE e.in_force AND e.kind = '农村危房改造' AND e.period IS NOT NULL
),

repeated AS (
    SELECT
        household,
        -- the head of the last one is asked
        max_by(person_id, row(period, coalesce(start_date, ''), person_id)) AS person_id,
        CAST(count(DISTINCT period) AS INTEGER) AS times,
        array_to_string(list_sort(list(DISTINCT period)), '、') AS years,
        coalesce(sum(amount), 0) AS amount,
        list_sort(list(fact(period || '年度危房改造补助', coalesce(CAST(amount AS VARCHAR) || '元', '金额不详'), dataset, batch_day)))
            AS facts,
        min(division_code) AS division_code
    FROM renovations
    GROUP BY household
    HAVING count(DISTINCT period) > 1
)

SELECT
    'HOUSE_SUBSIDISED_TWICE' AS rule,
    1 AS version,
    'person' AS entity_type,
    person_id AS entity_id,
    'warn' AS severity,
    CAST(to_json(facts) AS VARCHAR) AS evidence,
    concat(
        '该户在', years, '年度', CAST(times AS VARCHAR), '次列入农村危房改造，补助合计', CAST(amount AS VARCHAR),
        '元。请核实是否同一户重复享受。'
    ) AS explanation,
    division_code
FROM repeated
ORDER BY person_id
