/*
title: 户籍登记的消息
row: 一个户籍登记过的人：登记的状态，以及何时由哪次报送告知
columns:
  held: 在册
  since: 状态日期
  base_told: 最近一次大批报送；其后告知的才是当月的消息
  person_told: 其后首次告知有此人的日期
  status_told: 其后告知现状态的日期
  back: 曾经不在册
  earlier_division: 本月告知迁移之前所在村（社区）
*/
WITH told AS (
    -- what the register said of each person, and since which delivery
    SELECT s.entity_id, s.element, s.value, CAST(s.first_seen AS DATE) AS told_on
    FROM ledger.source_values AS s
    INNER JOIN catalog.authority AS a ON s.entity_type = a.entity_type AND s.element = a.element AND s.source = a.dataset
    WHERE s.entity_type = 'person' AND s.element IN ('registration_status', 'division_code') AND a.rank = 1
),

first_told AS (
    SELECT entity_id, min(told_on) AS told_on, min(told_on) FILTER (WHERE value NOT IN ('正常', '服刑')) AS gone_on
    FROM told
    WHERE element = 'registration_status'
    GROUP BY entity_id
),

deliveries AS (
    SELECT told_on, count(*) AS people, sum(count(*)) OVER (ORDER BY told_on) AS people_so_far
    FROM first_told
    GROUP BY told_on
),

-- The last delivery that brought a large share of the register: only what is told after it is news of its month.
base AS (
    SELECT coalesce(max(d.told_on), $month_start) AS told_on
    FROM deliveries AS d
    INNER JOIN catalog.parameters AS l ON d.people > l.number * d.people_so_far
    WHERE l.name = 'volume_jump_share' AND l.valid_from <= $month_end AND (l.valid_to IS NULL OR CAST(l.valid_to AS DATE) > $month_end)
),

moves AS (
    SELECT entity_id, value, told_on, lag(value) OVER (PARTITION BY entity_id ORDER BY told_on, value) AS earlier_division
    FROM told
    WHERE element = 'division_code'
)

SELECT
    p.person_id,
    p.division_code,
    p.sex,
    p.birth_date,
    p.registration_status AS status,
    p.registration_status IN ('正常', '服刑') AS held,
    coalesce(p.registration_date, CASE WHEN p.registration_status = '死亡注销' THEN p.death_date END) AS since,
    b.told_on AS base_told,
    CASE WHEN f.told_on > b.told_on THEN f.told_on END AS person_told,
    CASE WHEN s.told_on > b.told_on THEN s.told_on END AS status_told,
    coalesce(f.gone_on < s.told_on, FALSE) AS back,
    m.earlier_division
FROM ledger.person AS p
CROSS JOIN base AS b
LEFT JOIN first_told AS f ON p.person_id = f.entity_id
LEFT JOIN told AS s
    ON p.person_id = s.entity_id AND s.element = 'registration_status' AND p.registration_status = s.value
LEFT JOIN moves AS m
    ON p.person_id = m.entity_id AND p.division_code = m.value
    AND m.told_on BETWEEN $month_start AND $month_end AND m.told_on > b.told_on
WHERE p.registration_status IS NOT NULL
