/*
title: 尚无归属画像之间的比较
row: 两个可能是同一人的画像，逐项比较的结果，以及相同的值有多少人具有
*/
WITH keys AS (
    SELECT profile_id, 'number' AS key, number AS value FROM identity.person_rest WHERE number IS NOT NULL
    UNION ALL
    SELECT profile_id, 'id' AS key, id_text AS value FROM identity.person_rest WHERE length(id_text) >= 14
    UNION ALL
    SELECT profile_id, 'sound+birth' AS key, concat_ws('|', sound, birth_date) AS value
    FROM identity.person_rest WHERE sound IS NOT NULL AND length(birth_date) = 10
    UNION ALL
    SELECT profile_id, 'birth+home' AS key, concat_ws('|', birth_date, home) AS value
    FROM identity.person_rest WHERE home IS NOT NULL AND length(birth_date) = 10
    UNION ALL
    SELECT profile_id, concat_ws('+', 'sound', t.kind) AS key, concat_ws('|', r.sound, t.value) AS value
    FROM identity.person_rest AS r INNER JOIN identity.person_told AS t USING (profile_id)
    WHERE r.sound IS NOT NULL AND t.kind IN ('division', 'phone', 'bank', 'address', 'household', 'home')
),

shared AS (
    SELECT key, value, profile_id
    FROM keys
    QUALIFY count(*) OVER (PARTITION BY key, value) <= (
        SELECT CAST(max(p.number) AS BIGINT) FROM catalog.parameters AS p
        WHERE p.name = 'identity_hub_limit' AND p.valid_from <= $today AND (p.valid_to IS NULL OR p.valid_to > $today)
    )
),

candidates AS (
    SELECT DISTINCT a.profile_id AS one, b.profile_id AS other
    FROM shared AS a INNER JOIN shared AS b ON b.key = a.key AND b.value = a.value AND b.profile_id > a.profile_id
),

bearers AS (
    SELECT t.kind, t.value, count(*) AS persons
    FROM identity.person_traits AS t
    SEMI JOIN identity.person_told AS o ON o.kind = t.kind AND o.value = t.value
    GROUP BY t.kind, t.value
)

SELECT
    c.one AS profile_id,
    c.other AS anchor_id,
    CASE
        WHEN a.match_name = b.match_name THEN 'equal'
        WHEN NOT contains(concat(a.match_name, b.match_name), '?') AND a.match_name <> b.match_name THEN CASE WHEN a.sound = b.sound THEN 'sound' ELSE 'other' END
    END AS name,
    n.persons AS name_persons,
    CASE WHEN length(b.birth_date) = 10 THEN birth_level(a.birth_date, b.birth_date) END AS birth,
    CASE WHEN length(a.birth_date) = 7 THEN birth_month_level(a.birth_date, b.birth_date)
        ELSE birth_month_level(b.birth_date, a.birth_date) END AS birth_month,
    birth_year_level(a.birth_date, b.birth_date) AS birth_year,
    CASE WHEN a.sex IN ('1', '2') AND b.sex IN ('1', '2') THEN CASE WHEN a.sex = b.sex THEN 'equal' ELSE 'other' END END AS sex,
    id_level(a.id_text, CASE WHEN NOT contains(b.id_text, '*') THEN b.id_text END) AS id,
    CASE WHEN contains(a.id_text, '*') AND a.id_text = b.id_text THEN 'equal' END AS masked,
    CASE
        WHEN a.home = b.home THEN 'home'
        WHEN a.household = b.household THEN 'household'
        WHEN a.address = b.address THEN 'address'
        WHEN a.division = b.division THEN 'division'
        WHEN a.division IS NOT NULL AND b.division IS NOT NULL THEN 'other'
    END AS place,
    p.persons AS place_persons,
    CASE WHEN a.phone = b.phone THEN 'equal' WHEN a.phone IS NOT NULL AND b.phone IS NOT NULL THEN 'other' END AS phone,
    t.persons AS phone_persons,
    CASE WHEN a.bank = b.bank THEN 'equal' END AS bank,
    CAST(NULL AS BIGINT) AS bank_persons,
    CASE WHEN a.number = b.number THEN 'equal' END AS number,
    CAST(NULL AS BIGINT) AS number_persons,
    CASE WHEN a.dataset = b.dataset AND a.listed AND b.listed THEN 'listed' END AS roster
FROM candidates AS c
INNER JOIN identity.person_rest AS a ON a.profile_id = c.one
INNER JOIN identity.person_rest AS b ON b.profile_id = c.other
LEFT JOIN bearers AS n ON n.kind = 'name' AND n.value = a.match_name AND a.match_name = b.match_name
LEFT JOIN bearers AS t ON t.kind = 'phone' AND t.value = a.phone
LEFT JOIN bearers AS p
    ON p.kind = CASE WHEN a.home = b.home THEN 'home' WHEN a.household = b.household THEN 'household'
        WHEN a.address = b.address THEN 'address' ELSE 'division' END
    AND p.value = CASE WHEN a.home = b.home THEN a.home WHEN a.household = b.household THEN a.household
        WHEN a.address = b.address THEN a.address ELSE a.division END
