/*
title: 应有而没有的人
row: 一个覆盖全部人口的来源里没有的人，而别的来源有
*/
WITH covering AS (
    SELECT s.dataset, r.dataset IS NOT NULL AS is_register
    FROM catalog.sources AS s
    LEFT JOIN catalog.authority AS r
        ON r.entity_type = 'person' AND r.element = 'registration_status' AND r.rank = 1 AND r.dataset = s.dataset
    WHERE s.covers = 'population'
),

told AS (
    SELECT DISTINCT s.entity_id, s.dataset
    FROM ledger.statements AS s
    SEMI JOIN covering AS c ON c.dataset = s.dataset
    WHERE s.entity_type = 'person' AND s.in_force
),

-- a list of villages covers those of which it came
reached AS (
    SELECT DISTINCT t.dataset, p.division_code
    FROM told AS t
    INNER JOIN ledger.person AS p ON p.person_id = t.entity_id
    WHERE p.division_code IS NOT NULL
),

-- people whose number another authority than the register gives are registered in another county
elsewhere AS (
    SELECT s.entity_id
    FROM ledger.statements AS s
    INNER JOIN catalog.authority AS a
        ON a.entity_type = s.entity_type AND a.element = s.element AND a.dataset = s.dataset AND a.rank > 1
    WHERE s.entity_type = 'person' AND s.element = 'id_number' AND s.in_force
),

-- the register must know whom a list of inhabitants has and no other place registers; such lists must have the registered
expected AS (
    SELECT c.dataset, p.person_id
    FROM ledger.person AS p
    INNER JOIN reached AS r ON r.division_code = p.division_code
    INNER JOIN covering AS c ON c.dataset = r.dataset AND NOT c.is_register
    WHERE p.registration_status IN ('正常', '服刑', '参军') AND p.life_status = '存活'
    UNION ALL
    SELECT c.dataset, t.entity_id AS person_id
    FROM told AS t
    INNER JOIN covering AS c ON c.is_register AND c.dataset <> t.dataset
    ANTI JOIN elsewhere AS s ON s.entity_id = t.entity_id
)

SELECT g.entity_type, g.entity_id, g.element, g.value, g.source, e.dataset AS other_source
FROM expected AS e
INNER JOIN ledger.golden AS g ON g.entity_type = 'person' AND g.element = 'id_number' AND g.entity_id = e.person_id
ANTI JOIN told AS t ON t.entity_id = e.person_id AND t.dataset = e.dataset
WHERE g.rule <> 'last_resort'
