/*
title: 一人多号
row: 两个有效号码属于同一人
*/
WITH named AS (
    SELECT a.anchor_id, a.id_number, a.datasets, a.decided, n.value AS match_name
    FROM identity.person_anchors AS a
    INNER JOIN identity.person_traits AS n ON n.anchor_id = a.anchor_id AND n.kind = 'name'
),

-- born alike and of one home, telephone, account or number of one department
shared AS (
    SELECT p.one, p.other
    FROM identity.person_alike AS p
    INNER JOIN identity.person_traits AS a
        ON a.anchor_id = p.one AND a.kind IN ('home', 'household', 'address', 'number', 'phone', 'bank')
    INNER JOIN identity.person_traits AS b ON b.anchor_id = p.other AND b.kind = a.kind AND b.value = a.value
    WHERE a.kind <> 'address' OR regexp_matches(a.value, '[0-9]+号')
),

-- a number with a digit lost or wrong passes the check once in eleven times: one source alone has it
mistaken AS (
    SELECT least(a.anchor_id, b.anchor_id) AS one, greatest(a.anchor_id, b.anchor_id) AS other
    FROM named AS a
    INNER JOIN named AS b ON b.match_name = a.match_name AND b.id_number <> a.id_number
        AND (substr(b.id_number, 1, 14) = substr(a.id_number, 1, 14) OR substr(b.id_number, -4) = substr(a.id_number, -4))
    WHERE a.datasets = 1 AND NOT a.decided AND b.datasets > 1
        AND id_level(a.id_number, b.id_number) IN ('head', 'one_edit', 'two_edits')
),

found AS (
    SELECT one, other FROM shared
    UNION
    SELECT one, other FROM mistaken
),

persons AS (
    SELECT t.anchor_id, d.one_profile, d.other_profile
    FROM identity.decisions AS d
    INNER JOIN identity.person_trusted AS t ON t.profile_id IN (d.one_profile, d.other_profile)
    WHERE d.verdict = 'different'
)

SELECT f.one, f.other
FROM found AS f
-- whom a steward called two persons are two, whatever they share
ANTI JOIN (
    SELECT a.anchor_id AS one, b.anchor_id AS other
    FROM persons AS a INNER JOIN persons AS b ON b.one_profile = a.one_profile AND b.other_profile = a.other_profile
) AS d ON d.one = f.one AND d.other = f.other
