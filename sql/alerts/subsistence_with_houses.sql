/*
title: 低保家庭有多套城镇住房
rule: W-09
version: 1
kind: 风险线索
severity: warn
recipient: civil_affairs
params: [subsistence_town_houses, town_house_uses]
lacks:
  外县不动产登记: 县外住房无从发现
*/
WITH recipients AS (
    SELECT person_id, coalesce(household, person_id) AS household, max(batch_day) AS list_day
    FROM ledger.entitlement
    WHERE in_force AND kind = '低保' AND status = '享受'
    GROUP BY person_id, coalesce(household, person_id)
),

-- Town dwellings that a member holds now; one that a couple owns together is one.
holdings AS (
    SELECT r.household, r.person_id, r.list_day, h.house_id, h.location, o.source, o.valid_from
    FROM recipients AS r
    INNER JOIN ledger.relation AS o ON o.relation = 'owner' AND o.to_type = 'house' AND o.in_force AND r.person_id = o.from_id
    INNER JOIN ledger.house AS h ON o.to_id = h.house_id
    INNER JOIN catalog.parameters AS l ON l.name = 'town_house_uses' AND is_valid(l.valid_from, l.valid_to, $today)
    WHERE list_contains(string_split(l.value, '|'), h.use)
        AND NOT EXISTS (SELECT 1 FROM ledger.deaths AS d WHERE d.person_id = r.person_id)
),

households AS (
    SELECT
        h.household,
        CAST(count(DISTINCT h.house_id) AS INTEGER) AS houses,
        list_sort(list(DISTINCT fact('城镇住房', coalesce(h.location, h.house_id), h.source, h.valid_from))) AS facts
    FROM holdings AS h
    GROUP BY h.household
)

SELECT
    'W-09' AS rule,
    1 AS version,
    'person' AS entity_type,
    o.person_id AS entity_id,
    'warn' AS severity,
    CAST(to_json(list_prepend(fact('低保', '享受', 'subsistence_allowance', o.list_day), h.facts)) AS VARCHAR) AS evidence,
    concat(
        '该人在', CAST(o.list_day AS VARCHAR), '低保名单中为享受，其低保家庭成员名下现有城镇住房', CAST(h.houses AS VARCHAR),
        '套。请核实住房和家庭财产情况。'
    ) AS explanation,
    p.division_code
FROM households AS h
INNER JOIN catalog.parameters AS l ON l.name = 'subsistence_town_houses' AND is_valid(l.valid_from, l.valid_to, $today)
INNER JOIN (SELECT DISTINCT household, person_id, list_day FROM holdings) AS o ON h.household = o.household
LEFT JOIN ledger.person AS p ON o.person_id = p.person_id
WHERE h.houses >= l.number
ORDER BY o.person_id
