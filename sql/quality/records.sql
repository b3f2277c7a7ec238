/*
title: 记录层面的问题
row: 一条记录作为整体，或与别处相比的一个问题
*/
WITH of_people AS (
    SELECT record_id, role, rule, CASE WHEN starts_with(rule, 'N-') THEN 'name' WHEN starts_with(rule, 'D-') THEN 'id_number' END AS about
    FROM (
        SELECT record_id, role, rule FROM findings.numbers
        UNION
        SELECT record_id, role, rule FROM findings.names
        UNION
        SELECT record_id, role, rule FROM findings.outdated
    ) AS told
),

found AS (
    SELECT f.record_id, f.rule, CASE f.about WHEN 'name' THEN r.name WHEN 'id_number' THEN r.id_number END AS field
    FROM of_people AS f
    INNER JOIN raw.parts AS p ON p.part = f.record_id // 4294967296
    LEFT JOIN catalog.roles AS r ON r.dataset = p.dataset AND r.role = f.role
    UNION
    SELECT record_id, rule, field FROM findings.places
    UNION
    SELECT record_id, rule, field FROM findings.household_amounts
    UNION
    SELECT record_id, 'X-01' AS rule, CAST(NULL AS VARCHAR) AS field FROM findings.repeats
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
    f.rule
FROM found AS f
INNER JOIN raw.parts AS p ON p.part = f.record_id // 4294967296
LEFT JOIN findings.keys AS k ON k.record_id = f.record_id
