/*
title: 与生存和户口状况不符的记录
row: 一条记录以其人在世或在本县有户口为前提，而其人此前已经死亡、迁出或注销
*/
WITH ends AS (
    SELECT d.entity_id, 'alive' AS presumed, 'X-03' AS rule, TRY_CAST(d.value AS DATE) AS ended_on
    FROM ledger.golden AS d
    WHERE d.entity_type = 'person' AND d.element = 'death_date'
    UNION ALL
    SELECT r.entity_id, 'registered' AS presumed, 'X-04' AS rule, r.as_of AS ended_on
    FROM ledger.golden AS r
    ANTI JOIN ledger.golden AS d
        ON d.entity_type = 'person' AND d.element = 'death_date' AND d.entity_id = r.entity_id
    WHERE r.entity_type = 'person' AND r.element = 'registration_status' AND r.value = '迁出'
)

SELECT p.record_id, l.role, e.rule
FROM findings.presumptions AS p
INNER JOIN identity.person_links AS l ON l.record_id = p.record_id AND l.role = 'self'
INNER JOIN ends AS e ON e.entity_id = l.entity_id AND e.presumed = p.presumed AND e.ended_on <= p.day
