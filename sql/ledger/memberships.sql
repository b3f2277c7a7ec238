/*
title: 户与成员
row: 一个人在一段时间属于一个户口户或项目户
*/
WITH told AS (
    -- the register's household numbers of each person, in the order in which it told of them
    SELECT
        v.entity_id AS person_id,
        v.value AS number,
        v.source,
        v.in_force,
        lag(v.first_seen) OVER earlier AS told_before,
        v.first_seen,
        lead(v.first_seen) OVER earlier AS told_after
    FROM ledger.source_values AS v
    INNER JOIN catalog.authority AS a
        ON v.entity_type = a.entity_type AND v.element = a.element AND v.source = a.dataset AND a.rank = 1
    WHERE v.entity_type = 'person' AND v.element = 'household_number'
    WINDOW earlier AS (PARTITION BY v.entity_id ORDER BY v.first_seen, v.in_force, v.value)
)

SELECT
    t.person_id,
    h.household_id,
    t.source,
    -- since when the first is true nobody says
    CASE WHEN t.told_before IS NOT NULL THEN CAST(t.first_seen AS VARCHAR) END AS valid_from,
    CASE
        WHEN NOT t.in_force THEN CAST(t.told_after AS VARCHAR)
        WHEN p.registration_status IN ('死亡注销', '迁出') THEN CAST(p.registration_date AS VARCHAR)
    END AS valid_to,
    t.in_force AND coalesce(p.registration_status NOT IN ('死亡注销', '迁出'), TRUE) AS in_force
FROM told AS t
INNER JOIN ledger.household AS h ON h.kind = 'police' AND t.number = h.number
INNER JOIN ledger.person AS p ON t.person_id = p.person_id
UNION ALL
SELECT
    e.person_id,
    h.household_id,
    e.dataset AS source,
    min(e.start_date) AS valid_from,
    CASE WHEN NOT bool_or(e.in_force) THEN max(e.end_date) END AS valid_to,
    bool_or(e.in_force) AS in_force
FROM ledger.entitlement AS e
INNER JOIN ledger.household AS h ON e.dataset = h.kind AND e.household = h.number
GROUP BY e.person_id, h.household_id, e.dataset
