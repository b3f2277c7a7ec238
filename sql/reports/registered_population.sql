/*
title: 户籍登记人口及其变动
row: 一个期初或期末在册的人，或期内登记又注销的人；期初、期末在册与否，期内如何增加和减少
columns:
  earlier_division: 期初所在村（社区）
  opened: 期初在册
  closed: 期末在册
  joined: 期内增加的原因，空为没有增加或原因不明
  departed: 期内减少的原因，空为没有减少或原因不明
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
),

register AS (
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
),

-- An entry or exit counts when the register tells of it, or on its own day if that is later.
dated AS (
    SELECT
        person_id,
        division_code,
        coalesce(earlier_division, division_code) AS earlier_division,
        sex,
        birth_date,
        status,
        held,
        back,
        since IS NOT NULL OR status_told IS NOT NULL AS explained,
        greatest(
            birth_date, CASE WHEN status = '正常' THEN since END, CASE WHEN held AND back THEN status_told ELSE person_told END
        ) AS entered_on,
        CASE WHEN NOT held THEN coalesce(greatest(since, status_told), base_told) END AS left_on
    FROM register
    -- an entry first told of when it was already cancelled never counted, but for infants
    WHERE held OR person_told IS NULL OR person_told < status_told OR birth_date + INTERVAL 1 YEAR > person_told
)

SELECT
    person_id,
    division_code,
    earlier_division,
    sex,
    CAST(
        year($month_end) - year(birth_date)
        - CASE WHEN month($month_end) * 100 + day($month_end) < month(birth_date) * 100 + day(birth_date) THEN 1 ELSE 0 END
        AS INTEGER
    ) AS age,
    coalesce(entered_on < $month_start, TRUE) AND (held OR left_on >= $month_start) AS opened,
    coalesce(entered_on <= $month_end, TRUE) AND (held OR left_on > $month_end) AS closed,
    CASE
        WHEN entered_on IS NULL OR entered_on NOT BETWEEN $month_start AND $month_end THEN NULL
        WHEN birth_date + INTERVAL 1 YEAR > entered_on THEN 'born'
        WHEN held AND back THEN 'other_in'
        WHEN birth_date IS NOT NULL THEN 'moved_in'
    END AS joined,
    CASE
        WHEN held OR left_on NOT BETWEEN $month_start AND $month_end OR entered_on > $month_end THEN NULL
        -- a status that changed nobody knows when stays unexplained
        WHEN NOT explained THEN NULL
        WHEN status = '死亡注销' THEN 'died'
        WHEN status = '迁出' THEN 'moved_out'
        ELSE 'other_out'
    END AS departed
FROM dated
