/*
title: 可比的姓名
row: 一条记录中的姓名，与同一人在别处的姓名不同
*/
WITH called AS (
    SELECT a.entity_id, p.profile_id, p.dataset, p.name, p.mentions
    FROM identity.person_profiles AS p
    INNER JOIN identity.person_assignments AS a USING (profile_id)
    WHERE p.name IS NOT NULL AND p.in_force
),

several AS (
    SELECT entity_id FROM called GROUP BY entity_id HAVING count(DISTINCT name) > 1
),

-- the name that most sources use; of two, the one of the authority: it may err as well
reference AS (
    SELECT c.entity_id, c.name
    FROM called AS c
    INNER JOIN several USING (entity_id)
    LEFT JOIN ledger.golden AS g
        ON g.entity_type = 'person' AND g.entity_id = c.entity_id AND g.element = 'name' AND g.value = c.name
    GROUP BY c.entity_id, c.name
    QUALIFY row_number() OVER (
        PARTITION BY c.entity_id
        ORDER BY count(DISTINCT c.dataset) DESC, count(g.value) > 0 DESC, sum(c.mentions) DESC, c.name
    ) = 1
),

-- under somebody's number, and not linked to them for the name's sake
strangers AS (
    SELECT o.profile_id, p.name, r.value AS other
    FROM identity.person_open AS o
    INNER JOIN identity.person_profiles AS p USING (profile_id)
    INNER JOIN identity.person_trusted AS t ON t.id_number = p.id_number
    INNER JOIN identity.person_assignments AS a ON a.profile_id = t.profile_id
    INNER JOIN ledger.golden AS r ON r.entity_type = 'person' AND r.element = 'name' AND r.entity_id = a.entity_id
    WHERE p.name IS NOT NULL
),

-- the right name of each, should the record itself have it wrong
mentions AS (
    SELECT m.record_id, m.role, p.name, coalesce(r.name, p.name) AS right_name, p.relation IN ('01', '02') AS is_head
    FROM identity.person_mentions AS m
    INNER JOIN identity.person_profiles AS p USING (profile_id)
    LEFT JOIN identity.person_assignments AS a ON a.profile_id = p.profile_id
    LEFT JOIN reference AS r ON r.entity_id = a.entity_id
    WHERE NOT m.superseded AND p.name IS NOT NULL
        AND m.dataset IN (SELECT dataset FROM catalog.roles WHERE role IN ('account_holder', 'applicant', 'head'))
        AND m.role IN ('self', 'account_holder', 'applicant', 'head')
),

-- who stands for the subject in the subject's own record; a head does so in the head's own
beside AS (
    SELECT other.record_id, other.role, other.name, subject.right_name AS other_name
    FROM mentions AS other
    INNER JOIN mentions AS subject ON subject.record_id = other.record_id AND subject.role = 'self'
    WHERE other.name <> subject.right_name AND other.name <> subject.name
        AND (other.role = 'account_holder' OR (other.role IN ('applicant', 'head') AND subject.is_head))
),

heads AS (
    SELECT DISTINCT record_id // 4294967296 AS part, right_name AS name FROM mentions WHERE role = 'self' AND is_head
),

-- names that differ in one place are equal without it: a list is never compared with itself name by name
blotted_heads AS (
    SELECT h.part, h.name, b.place, concat(left(h.name, b.place - 1), '?', substr(h.name, b.place + 1)) AS rest
    FROM heads AS h
    CROSS JOIN (SELECT CAST(unnest(range(1, 9)) AS INTEGER) AS place) AS b
    WHERE length(h.name) BETWEEN b.place AND 8
),

-- a head whom nobody in the list is: one of those who are may be meant
unknown_heads AS (
    SELECT m.record_id, m.record_id // 4294967296 AS part, m.role, m.name, b.place,
        concat(left(m.name, b.place - 1), '?', substr(m.name, b.place + 1)) AS rest
    FROM mentions AS m
    CROSS JOIN (SELECT CAST(unnest(range(1, 9)) AS INTEGER) AS place) AS b
    ANTI JOIN heads AS known ON known.part = m.record_id // 4294967296 AND known.name = m.name
    WHERE m.role = 'head' AND length(m.name) BETWEEN b.place AND 8
),

among_heads AS (
    SELECT DISTINCT m.record_id, m.role, m.name, h.name AS other_name
    FROM unknown_heads AS m
    INNER JOIN blotted_heads AS h ON h.part = m.part AND h.place = m.place AND h.rest = m.rest AND h.name <> m.name
)

SELECT m.record_id, m.role, c.name, r.name AS other_name, true AS same_person
FROM called AS c
INNER JOIN reference AS r ON r.entity_id = c.entity_id AND r.name <> c.name
INNER JOIN identity.person_mentions AS m ON m.profile_id = c.profile_id AND NOT m.superseded
UNION
SELECT m.record_id, m.role, s.name, s.other AS other_name, true AS same_person
FROM strangers AS s
INNER JOIN identity.person_mentions AS m ON m.profile_id = s.profile_id AND NOT m.superseded
UNION
SELECT record_id, role, name, other_name, true AS same_person FROM beside
UNION
SELECT record_id, role, name, other_name, false AS same_person FROM among_heads
