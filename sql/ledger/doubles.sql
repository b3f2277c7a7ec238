/*
title: 疑似同一人的两个实体
row: 两个号码不同、未作归并、但可能是同一人的实体
columns:
  why: household 同户同名、出生日期相近的两条户籍登记；unregistered 本县户籍没有的号码，与一名户籍人口同名，生日或电话相同，且各部门只有其一
*/
WITH people AS (
    SELECT p.person_id, p.id_number, p.name, p.sex, p.birth_date, p.phone, p.household_number, p.registration_status,
        coalesce(s.sources, []) AS sources, coalesce(s.lists, []) AS lists
    FROM ledger.person AS p
    LEFT JOIN (
        SELECT v.entity_id, list(DISTINCT v.source) AS sources, list(DISTINCT v.source) FILTER (WHERE a.dataset IS NULL) AS lists
        FROM ledger.source_values AS v
        LEFT JOIN catalog.authority AS a
            ON v.entity_type = a.entity_type AND v.element = a.element AND v.source = a.dataset AND a.rank = 1
        WHERE v.entity_type = 'person' AND v.element = 'id_number' AND v.in_force
        GROUP BY v.entity_id
    ) AS s ON p.person_id = s.entity_id
    WHERE p.id_number IS NOT NULL AND p.name IS NOT NULL
),

-- Two entries of one household under one name, born at most so many days apart. Siblings may bear one name: whom
-- another department has both, they are two.
entries AS (
    SELECT a.person_id AS one_id, b.person_id AS other_id
    FROM people AS a
    INNER JOIN people AS b
        ON a.household_number = b.household_number AND a.name = b.name AND a.sex = b.sex AND a.id_number < b.id_number
    INNER JOIN catalog.parameters AS l
        ON l.name = 'second_number_birth_days' AND is_valid(l.valid_from, l.valid_to, $today)
    WHERE abs(b.birth_date - a.birth_date) <= l.number AND NOT list_has_any(a.lists, b.lists)
        AND a.registration_status = '正常' AND b.registration_status = '正常'
),

-- A number the register does not know, of somebody born the same day or with the same phone, where no department that
-- has it has the registered one as well.
strangers AS (
    SELECT a.person_id AS one_id, b.person_id AS other_id
    FROM people AS b
    INNER JOIN people AS a ON b.name = a.name AND b.sex = a.sex
    INNER JOIN catalog.parameters AS l
        ON l.name = 'second_number_birth_days' AND is_valid(l.valid_from, l.valid_to, $today)
    WHERE (b.birth_date = a.birth_date OR (b.phone = a.phone AND abs(b.birth_date - a.birth_date) <= l.number))
        AND a.registration_status = '正常' AND b.registration_status IS NULL AND a.id_number <> b.id_number
        AND NOT coalesce(is_machine_copy(b.id_number, a.id_number), FALSE)
        AND len(b.sources) > 0 AND NOT list_contains(b.sources, 'residence_permit')
        AND NOT list_has_any(a.sources, b.sources)
    QUALIFY count(*) OVER (PARTITION BY b.person_id) = 1
)

SELECT one_id, other_id, 'household' AS why FROM entries
UNION ALL
SELECT one_id, other_id, 'unregistered' AS why FROM strangers
