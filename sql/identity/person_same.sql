/*
title: 一人多号
row: 两个有效号码属于同一人
*/
WITH named AS (
    SELECT a.anchor_id, a.id_number, a.birth_date, a.sex, a.datasets, a.decided, n.value AS match_name
    FROM identity.person_anchors AS a
    INNER JOIN identity.person_traits AS n ON n.anchor_id = a.anchor_id AND n.kind = 'name'
),

-- different birth dates are a hard conflict and never merge here (guide 3.20)
born_alike AS (
    SELECT a.anchor_id AS one, b.anchor_id AS other
    FROM named AS a
    INNER JOIN named AS b
        ON b.match_name = a.match_name AND b.birth_date = a.birth_date AND b.sex = a.sex AND b.anchor_id > a.anchor_id
    WHERE a.id_number <> b.id_number
),

-- the same home, telephone, account or number of one department, which few others have
shared AS (
    SELECT DISTINCT p.one, p.other
    FROM born_alike AS p
    INNER JOIN identity.person_traits AS a
        ON a.anchor_id = p.one AND a.kind IN ('home', 'household', 'address', 'number', 'phone', 'bank')
    INNER JOIN identity.person_traits AS b ON b.anchor_id = p.other AND b.kind = a.kind AND b.value = a.value
    WHERE a.kind <> 'address' OR regexp_matches(a.value, '[0-9]+号')
),

-- a number with a digit lost or wrong passes the check once in eleven times: one source alone has it
mistaken AS (
    SELECT DISTINCT least(a.anchor_id, b.anchor_id) AS one, greatest(a.anchor_id, b.anchor_id) AS other
    FROM named AS a
    INNER JOIN named AS b ON b.match_name = a.match_name AND b.id_number <> a.id_number
        AND (substr(b.id_number, 1, 14) = substr(a.id_number, 1, 14) OR substr(b.id_number, -4) = substr(a.id_number, -4))
    WHERE a.datasets = 1 AND NOT a.decided AND b.datasets > 1
        AND id_level(a.id_number, b.id_number) IN ('head', 'one_edit', 'two_edits')
)

SELECT one, other FROM shared
UNION
SELECT one, other FROM mistaken
