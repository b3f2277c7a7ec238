/*
title: 归并依据
row: 一个不能只凭号码和姓名认定的画像与它的首选或次选之间的逐项比较
published: true
*/
WITH faces AS (
    SELECT t.anchor_id, p.name, p.phone, p.address, p.division
    FROM identity.person_trusted AS t
    INNER JOIN identity.person_profiles AS p USING (profile_id)
    QUALIFY row_number() OVER (PARTITION BY t.anchor_id ORDER BY p.mentions DESC, p.first_record, p.profile_id) = 1
),

-- of a relative a name and a home is all that is told: the record itself is the explanation
explained AS (
    SELECT profile_id, id_text, birth_date, phone, address, division, number
    FROM identity.person_open
    WHERE subject OR id_text IS NOT NULL
)

SELECT
    s.profile_id AS evidence_id,
    s.rank,
    s.bits,
    s.probability,
    s.tier,
    m.profile_id IS NOT NULL AS linked,
    s.decisive,
    q.name,
    q.name_persons,
    q.birth,
    q.birth_month,
    q.birth_year,
    q.sex,
    q.id,
    q.masked,
    q.place,
    q.place_persons,
    q.phone,
    q.phone_persons,
    q.bank,
    q.bank_persons,
    q.number,
    q.number_persons,
    q.roster,
    coalesce(p.name, p.name_text) AS told_name,
    f.name AS known_name,
    e.birth_date AS told_birth_date,
    a.birth_date AS known_birth_date,
    e.id_text AS told_id_number,
    a.id_number AS known_id_number,
    coalesce(e.address, e.division) AS told_place,
    coalesce(f.address, f.division) AS known_place,
    e.phone AS told_phone,
    f.phone AS known_phone
FROM identity.person_scores AS s
INNER JOIN identity.person_pairs AS q ON q.profile_id = s.profile_id AND q.anchor_id = s.anchor_id
INNER JOIN explained AS e ON e.profile_id = s.profile_id
INNER JOIN identity.person_profiles AS p ON p.profile_id = s.profile_id
INNER JOIN identity.person_anchors AS a ON a.anchor_id = s.anchor_id
LEFT JOIN faces AS f ON f.anchor_id = s.anchor_id
LEFT JOIN identity.person_matches AS m ON m.profile_id = s.profile_id AND m.anchor_id = s.anchor_id
WHERE s.rank <= 2
