/*
title: 候选对的比较
row: 一个候选对，逐项比较的结果，以及相同的值有多少人具有
*/
WITH bearers AS (
    SELECT t.kind, t.value, count(*) AS persons
    FROM identity.person_traits AS t
    SEMI JOIN identity.person_told AS o ON o.kind = t.kind AND o.value = t.value
    GROUP BY t.kind, t.value
),

-- materialised, as below: joined by value first, everybody would meet everybody of his village
told AS MATERIALIZED (
    SELECT c.profile_id, c.anchor_id, o.kind, o.value
    FROM identity.person_candidates AS c
    INNER JOIN identity.person_told AS o USING (profile_id)
),

-- what both sides say alike, with the number of persons of whom it is true
agreements AS (
    SELECT o.profile_id, o.anchor_id, o.kind, b.persons
    FROM told AS o
    INNER JOIN identity.person_traits AS t ON t.anchor_id = o.anchor_id AND t.kind = o.kind AND t.value = o.value
    INNER JOIN bearers AS b ON b.kind = o.kind AND b.value = o.value
),

agreed AS (
    SELECT
        profile_id,
        anchor_id,
        min(persons) FILTER (WHERE kind = 'name') AS name,
        min(persons) FILTER (WHERE kind = 'phone') AS phone,
        min(persons) FILTER (WHERE kind = 'bank') AS bank,
        min(persons) FILTER (WHERE kind = 'number') AS number,
        min(persons) FILTER (WHERE kind = 'home') AS home,
        min(persons) FILTER (WHERE kind = 'household') AS household,
        min(persons) FILTER (WHERE kind = 'address') AS address,
        min(persons) FILTER (WHERE kind = 'division') AS division
    FROM agreements
    GROUP BY profile_id, anchor_id
),

named AS MATERIALIZED (
    SELECT c.profile_id, c.anchor_id, o.match_name, t.value AS known_name
    FROM identity.person_candidates AS c
    INNER JOIN identity.person_open AS o USING (profile_id)
    INNER JOIN identity.person_traits AS t ON t.anchor_id = c.anchor_id AND t.kind = 'name'
),

near AS (
    SELECT c.profile_id, c.anchor_id, min(s.level) AS level
    FROM named AS c
    INNER JOIN identity.person_names AS s ON s.one = c.match_name AND s.other = c.known_name
    GROUP BY c.profile_id, c.anchor_id
)

SELECT
    c.profile_id,
    c.anchor_id,
    CASE WHEN o.match_name IS NOT NULL
        THEN CASE WHEN g.name IS NOT NULL THEN 'equal' ELSE coalesce(n.level, 'other') END END AS name,
    g.name AS name_persons,
    birth_level(o.birth_date, a.birth_date) AS birth,
    birth_month_level(o.birth_date, a.birth_date) AS birth_month,
    birth_year_level(o.birth_date, a.birth_date) AS birth_year,
    CASE WHEN o.sex IN ('1', '2') THEN CASE WHEN o.sex = a.sex THEN 'equal' ELSE 'other' END END AS sex,
    id_level(o.id_text, a.id_number) AS id,
    masked_level(o.id_text, a.id_number) AS masked,
    CASE
        WHEN g.home IS NOT NULL THEN 'home'
        WHEN g.household IS NOT NULL THEN 'household'
        WHEN g.address IS NOT NULL THEN 'address'
        WHEN g.division IS NOT NULL THEN 'division'
        WHEN o.division IS NOT NULL AND a.has_division THEN 'other'
    END AS place,
    coalesce(g.home, g.household, g.address, g.division) AS place_persons,
    CASE WHEN g.phone IS NOT NULL THEN 'equal' WHEN o.phone IS NOT NULL AND a.has_phone THEN 'other' END AS phone,
    g.phone AS phone_persons,
    CASE WHEN g.bank IS NOT NULL THEN 'equal' END AS bank,
    g.bank AS bank_persons,
    CASE WHEN g.number IS NOT NULL THEN 'equal' END AS number,
    g.number AS number_persons,
    CASE WHEN m.dataset IS NOT NULL THEN CASE WHEN list_contains(a.rosters, o.dataset) THEN 'listed' ELSE 'absent' END END AS roster
FROM identity.person_candidates AS c
INNER JOIN identity.person_open AS o USING (profile_id)
INNER JOIN identity.person_anchors AS a USING (anchor_id)
LEFT JOIN agreed AS g ON g.profile_id = c.profile_id AND g.anchor_id = c.anchor_id
LEFT JOIN near AS n ON n.profile_id = c.profile_id AND n.anchor_id = c.anchor_id
LEFT JOIN catalog.sources AS m ON m.dataset = o.dataset AND m.mode IN ('full', 'delta') AND o.subject AND o.in_force
