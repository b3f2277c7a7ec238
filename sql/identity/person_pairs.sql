/*
title: 候选对的证据
row: 一个候选对，以及两边逐项比较的结果
*/
WITH flagged AS (
    SELECT
        c.profile_id,
        c.anchor_id,
        c.kin,
        c.number,
        c.household,
        bool_or(t.kind = 'name' AND t.value = o.match_name) AS name_equal,
        bool_or(t.kind = 'sound' AND t.value = o.sound) AS sound_equal,
        bool_or(t.kind = 'phone' AND t.value = o.phone) AS phone_equal,
        bool_or(t.kind = 'bank' AND t.value = o.bank) AS bank_equal,
        bool_or(t.kind = 'address' AND t.value = o.address) AS address_equal,
        bool_or(t.kind = 'division' AND t.value = o.division) AS division_equal,
        bool_or(t.kind = 'division') AS division_known,
        min(CASE WHEN t.kind = 'name' THEN t.value END) AS anchor_name
    FROM identity.person_candidates AS c
    INNER JOIN identity.person_open AS o USING (profile_id)
    INNER JOIN identity.person_traits AS t ON t.anchor_id = c.anchor_id
    GROUP BY c.profile_id, c.anchor_id, c.kin, c.number, c.household
),

frequency AS (
    SELECT value AS match_name, CAST(count(*) AS BIGINT) AS persons
    FROM identity.person_traits
    WHERE kind = 'name'
    GROUP BY value
)

SELECT
    f.profile_id,
    f.anchor_id,
    f.kin,
    f.number,
    f.household,
    f.name_equal,
    f.sound_equal,
    f.phone_equal,
    f.bank_equal,
    f.address_equal,
    f.division_equal,
    f.division_known AND o.division IS NOT NULL AS division_compared,
    f.anchor_name,
    o.match_name,
    coalesce(q.persons, 1) AS same_name,
    a.id_number,
    o.id_text,
    CASE
        WHEN o.birth_date IS NULL OR length(o.birth_date) < 7 THEN 'unknown'
        WHEN o.birth_date = a.birth_date THEN 'day'
        WHEN starts_with(a.birth_date, o.birth_date) THEN 'month'
        WHEN length(o.birth_date) = 10 AND substr(o.birth_date, 1, 4) = substr(a.birth_date, 1, 4)
            AND substr(o.birth_date, 6, 2) = substr(a.birth_date, 9, 2)
            AND substr(o.birth_date, 9, 2) = substr(a.birth_date, 6, 2) THEN 'swapped'
        WHEN substr(o.birth_date, 1, 7) = substr(a.birth_date, 1, 7)
            OR substr(o.birth_date, 5) = substr(a.birth_date, 5, length(o.birth_date) - 4) THEN 'near'
        ELSE 'other'
    END AS birth,
    CASE WHEN o.sex IN ('1', '2') THEN CASE WHEN o.sex = a.sex THEN 'equal' ELSE 'other' END ELSE 'unknown' END AS sex
FROM flagged AS f
INNER JOIN identity.person_open AS o USING (profile_id)
INNER JOIN identity.person_anchors AS a USING (anchor_id)
LEFT JOIN frequency AS q ON q.match_name = o.match_name
