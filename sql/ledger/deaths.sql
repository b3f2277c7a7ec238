/*
title: 死亡情况
row: 一个被某个来源称为死亡的人：证据等级、死亡日期和各来源的说法
published: true
columns:
  grade: A 有甲类证据；B 有两个乙类证据，或乙类与丙类相合；C 只是疑似，须先核实
  died_on: 最早的甲类日期，没有则为乙类，再没有则为说出之日；可能只到年、月
  died_by: 最迟在这一天已死亡
  undue_from: 不再应发的第一天；死亡当月仍可发放
*/
-- What each source says of a death; one that gives no date says it on its own day.
WITH told AS (
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

-- Established by one A, by two B, or by B with C; what is not, is a suspicion (guide 6.2).
judged AS (
    SELECT
        person_id,
        CASE
            WHEN bool_or(strength = 'A') THEN 'A'
            WHEN count(*) FILTER (WHERE strength = 'B') >= 2 OR count(DISTINCT strength) >= 2 THEN 'B'
            ELSE 'C'
        END AS grade,
        coalesce(
            min(died_on) FILTER (WHERE strength = 'A'), min(died_on) FILTER (WHERE strength = 'B'), min(died_on)
        ) AS died_on,
        array_to_string(list_sort(list(title)), '、') AS said_by,
        list_sort(list(fact('死亡', died_on, source, as_of))) AS facts
    FROM told
    GROUP BY person_id
),

dated AS (
    SELECT *, latest_day(died_on) AS died_by
    FROM judged
)

SELECT
    d.person_id,
    d.grade,
    d.died_on,
    d.died_by,
    -- the month of death is payable
    CAST(date_trunc('month', d.died_by) + to_months(CAST(l.number AS INTEGER) + 1) AS DATE) AS undue_from,
    d.said_by,
    d.facts
FROM dated AS d
LEFT JOIN catalog.parameters AS l ON l.name = 'stop_grace_months' AND is_valid(l.valid_from, l.valid_to, $today)
