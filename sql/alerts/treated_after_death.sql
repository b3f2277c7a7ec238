/*
title: 登记死亡后仍有就诊
rule: TREATED_AFTER_DEATH
version: 1
kind: 数据线索
severity: error
recipient: medical_insurance
params: [treatment_after_death_days]
*/
-- The reverse check of W-02: either the card was misused or a living person was declared dead.
WITH visits AS (
    SELECT
        s.person_id,
        max(s.settled_on) AS last_day,
        sum(s.amount) AS amount,
        count(*) FILTER (WHERE s.amount > 0) - count(*) FILTER (WHERE s.amount < 0) AS times
    FROM ledger.settlement AS s
    INNER JOIN ledger.deaths AS d ON s.person_id = d.person_id
    INNER JOIN catalog.parameters AS l
        ON l.name = 'treatment_after_death_days' AND is_valid(l.valid_from, l.valid_to, $today)
    WHERE s.in_force AND d.grade <> 'C' AND s.settled_on > d.died_by + CAST(l.number AS INTEGER) AND s.settled_on <= $today
    GROUP BY s.person_id
    HAVING sum(s.amount) > 0
)

SELECT
    'TREATED_AFTER_DEATH' AS rule,
    1 AS version,
    'person' AS entity_type,
    d.person_id AS entity_id,
    'error' AS severity,
    CAST(to_json(list_append(
        d.facts, fact('死亡后就诊结算', CAST(v.amount AS VARCHAR) || '元', 'settlement', v.last_day)
    )) AS VARCHAR) AS evidence,
    concat(
        '据', d.said_by, '，该人已于', d.died_on, '死亡，此后仍有', CAST(v.times AS VARCHAR), '次医保结算，合计', CAST(v.amount AS VARCHAR),
        '元，最近一次在', CAST(v.last_day AS VARCHAR), '。请尽快核实本人是否健在、是否冒用他人凭证或死亡登记有误。'
    ) AS explanation,
    p.division_code
FROM visits AS v
INNER JOIN ledger.deaths AS d ON v.person_id = d.person_id
LEFT JOIN ledger.person AS p ON v.person_id = p.person_id
ORDER BY d.person_id
