/*
title: 记录层面的问题
row: 一条记录作为整体，或与别处相比的一个问题
columns:
  unverified: 与其他来源相矛盾，核实之前不知是谁的差错
*/
WITH of_people AS (
    SELECT n.record_id, n.role, n.rule, 'id_number' AS about, false AS unverified FROM findings.numbers AS n
    UNION
    SELECT n.record_id, n.role, n.rule, 'name' AS about, true AS unverified FROM findings.names AS n
    UNION
    SELECT o.record_id, o.role, o.rule, NULL AS about, true AS unverified FROM findings.outdated AS o
),

found AS (
    SELECT f.record_id, f.rule, f.unverified,
        CASE f.about WHEN 'name' THEN r.name WHEN 'id_number' THEN r.id_number END AS field
    FROM of_people AS f
    INNER JOIN raw.parts AS p ON p.part = f.record_id // 4294967296
    LEFT JOIN catalog.roles AS r ON r.dataset = p.dataset AND r.role = f.role
    UNION
    SELECT record_id, rule, false AS unverified, field FROM findings.places
    UNION
    SELECT record_id, rule, false AS unverified, field FROM findings.household_amounts
    UNION
    SELECT record_id, 'X-01' AS rule, false AS unverified, CAST(NULL AS VARCHAR) AS field FROM findings.repeats
)

SELECT
    p.dataset,
    p.batch,
    p.file,
    p.sheet,
    CAST(f.record_id % 4294967296 AS BIGINT) AS row_number,
    f.record_id,
    k.business_key,
    f.field,
    f.rule,
    f.unverified
FROM found AS f
INNER JOIN raw.parts AS p ON p.part = f.record_id // 4294967296
LEFT JOIN findings.keys AS k ON k.record_id = f.record_id
