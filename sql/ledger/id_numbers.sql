/*
title: 一人的多个号码
row: 一个来源所给的一个号码，属于各来源给了不同号码的一个人
*/
WITH owners AS (
    SELECT entity_id AS person_id, value AS id_number
    FROM ledger.golden_values
    WHERE entity_type = 'person' AND element = 'id_number' AND rule <> 'last_resort'
),

-- Numbers that are somebody else's own, or of another generation, say nothing: many lists give a child its mother's.
numbers AS (
    SELECT v.entity_id AS person_id, v.value AS id_number, v.source, v.as_of, coalesce(a.rank = 1, FALSE) AS is_register
    FROM ledger.source_values AS v
    INNER JOIN ledger.person AS p ON v.entity_id = p.person_id
    INNER JOIN catalog.parameters AS l
        ON l.name = 'second_number_birth_days' AND is_valid(l.valid_from, l.valid_to, $today)
    LEFT JOIN catalog.authority AS a
        ON a.entity_type = 'person' AND a.element = 'id_number' AND v.source = a.dataset
    WHERE v.entity_type = 'person' AND v.element = 'id_number' AND v.in_force
        AND coalesce(abs(id_number_birth(v.value) - p.birth_date) <= l.number, TRUE)
        AND NOT EXISTS (SELECT 1 FROM owners AS o WHERE o.id_number = v.value AND o.person_id <> v.entity_id)
),

several AS (
    SELECT person_id FROM numbers GROUP BY person_id HAVING count(DISTINCT id_number) > 1
),

-- One whose end a spreadsheet or a float changed is the same one.
genuine AS (
    SELECT n.person_id, n.id_number, n.source, n.as_of, n.is_register
    FROM numbers AS n
    SEMI JOIN several AS s ON n.person_id = s.person_id
    ANTI JOIN numbers AS o ON n.person_id = o.person_id AND n.id_number <> o.id_number AND is_machine_copy(n.id_number, o.id_number)
),

-- Several departments that each have both know two people.
namesakes AS (
    SELECT person_id
    FROM (
        SELECT person_id, source
        FROM genuine
        WHERE NOT is_register
        GROUP BY person_id, source
        HAVING count(DISTINCT id_number) > 1
    ) AS lists
    GROUP BY person_id
    HAVING count(*) > 1
)

SELECT g.person_id, g.id_number, g.source, g.as_of
FROM genuine AS g
ANTI JOIN namesakes AS n ON g.person_id = n.person_id
QUALIFY count(DISTINCT g.id_number) OVER (PARTITION BY g.person_id) > 1
