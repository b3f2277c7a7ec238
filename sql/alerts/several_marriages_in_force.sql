/*
title: 同时有多个有效婚姻登记
rule: SEVERAL_MARRIAGES
version: 1
kind: 数据线索
severity: error
recipient: civil_affairs
lacks:
  法院判决和外地登记的离婚: 前一婚姻可能已由法院解除
*/
-- A marriage ends with a divorce or a death.
WITH marriages AS (
    SELECT r.from_id, r.to_id, r.source, coalesce(r.valid_from, '不详') AS since
    FROM ledger.relation AS r
    WHERE r.relation = 'spouse' AND r.in_force
        AND NOT EXISTS (SELECT 1 FROM ledger.deaths AS d WHERE d.person_id IN (r.from_id, r.to_id))
),

-- Whom only a damaged number names may be the spouse already known, and so may a namesake.
partners AS (
    SELECT m.from_id AS person_id, m.to_id AS partner_id, m.source, m.since, p.name
    FROM marriages AS m
    INNER JOIN ledger.person AS p ON m.to_id = p.person_id AND p.id_number IS NOT NULL
    UNION ALL
    SELECT m.to_id AS person_id, m.from_id AS partner_id, m.source, m.since, p.name
    FROM marriages AS m
    INNER JOIN ledger.person AS p ON m.from_id = p.person_id AND p.id_number IS NOT NULL
),

several AS (
    SELECT
        person_id,
        CAST(count(DISTINCT partner_id) AS INTEGER) AS partners,
        array_to_string(list_sort(list(since)), '、') AS days,
        list_sort(list(fact('有效婚姻登记', since, source, nullif(since, '不详')))) AS facts
    FROM partners
    GROUP BY person_id
    HAVING count(DISTINCT partner_id) > 1 AND count(DISTINCT name) > 1
)

SELECT
    'SEVERAL_MARRIAGES' AS rule,
    1 AS version,
    'person' AS entity_type,
    s.person_id AS entity_id,
    'error' AS severity,
    CAST(to_json(s.facts) AS VARCHAR) AS evidence,
    concat(
        '该人与', CAST(s.partners AS VARCHAR), '人的婚姻登记同时有效，登记日期为', s.days,
        '，未见离婚登记或对方死亡。请核实是否由法院判决离婚、冒用身份或重婚。'
    ) AS explanation,
    p.division_code
FROM several AS s
LEFT JOIN ledger.person AS p ON s.person_id = p.person_id
ORDER BY s.person_id
