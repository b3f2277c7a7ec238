/*
title: 重度残疾人未享受护理补贴
rule: W-07
version: 1
kind: 享受线索
severity: warn
recipient: civil_affairs
params: [nursing_subsidy_grades, nursing_subsidy_wait_days, nursing_subsidy_lookback_months]
needs: [disability_certificate, subsidy_payment]
lacks:
  特困供养和孤儿、事实无人抚养儿童保障名单: 与护理补贴互斥的待遇无从排除
  残疾人两项补贴中护理补贴的单列: 发放数据把两项补贴记在一个项目下，只领生活补贴的无从区分
*/
WITH limits AS (
    SELECT
        string_split(max(value) FILTER (WHERE name = 'nursing_subsidy_grades'), '|') AS grades,
        CAST(max(number) FILTER (WHERE name = 'nursing_subsidy_wait_days') AS INTEGER) AS wait_days,
        CAST(max(number) FILTER (WHERE name = 'nursing_subsidy_lookback_months') AS INTEGER) AS months
    FROM catalog.parameters
    WHERE is_valid(valid_from, valid_to, $today)
),

certificates AS (
    SELECT e.person_id, e.category AS grade, e.start_date, e.batch_day
    FROM ledger.entitlement AS e
    CROSS JOIN limits AS l
    WHERE e.in_force AND e.kind = '残疾人证' AND e.status = '有效' AND list_contains(l.grades, e.category)
        AND latest_day(e.start_date) + l.wait_days <= $today
    QUALIFY row_number() OVER (PARTITION BY e.person_id ORDER BY e.start_date DESC, e.category, e.batch_day) = 1
),

paid AS (
    SELECT p.person_id
    FROM ledger.payment AS p
    CROSS JOIN limits AS l
    WHERE p.in_force AND p.paid_on <= $today AND p.paid_on > $today - to_months(l.months)
        AND (p.kind LIKE '%残疾%' OR p.kind LIKE '%两项补贴%' OR p.kind LIKE '%护理补贴%')
    GROUP BY p.person_id
    HAVING sum(p.amount) > 0
)

SELECT
    'W-07' AS rule,
    1 AS version,
    'person' AS entity_type,
    c.person_id AS entity_id,
    'warn' AS severity,
    CAST(to_json([
        fact('残疾等级', c.grade, 'disability_certificate', c.start_date),
        fact('残疾人证', '有效', 'disability_certificate', c.batch_day),
        fact('残疾人补贴', '近' || CAST(l.months AS VARCHAR) || '个月没有发放', 'subsidy_payment', s.list_day)
    ]) AS VARCHAR) AS evidence,
    concat(
        '该人残疾人证有效，等级为', c.grade, '，', c.start_date, '发证，近', CAST(l.months AS VARCHAR),
        '个月没有残疾人两项补贴的发放记录。请核实是否符合护理补贴条件并告知本人申请。'
    ) AS explanation,
    p.division_code
FROM certificates AS c
CROSS JOIN limits AS l
INNER JOIN ledger.person AS p ON c.person_id = p.person_id
INNER JOIN ledger.lists AS s ON s.dataset = 'subsidy_payment'
WHERE p.registration_status = '正常'
    AND NOT EXISTS (SELECT 1 FROM paid WHERE paid.person_id = c.person_id)
    AND NOT EXISTS (SELECT 1 FROM ledger.deaths AS d WHERE d.person_id = c.person_id)
ORDER BY c.person_id
