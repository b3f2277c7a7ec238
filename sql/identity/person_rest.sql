/*
title: 尚无归属的画像
row: 一个主体的画像，凭号码和比对都未归到已认定的人
*/
SELECT
    o.profile_id,
    o.dataset,
    o.match_name,
    o.sound,
    o.birth_date,
    o.sex,
    o.phone,
    o.bank,
    o.address,
    o.division,
    o.number,
    o.household,
    o.id_text,
    m.mode IN ('full', 'delta') AND o.in_force AS listed,
    h.home
FROM identity.person_open AS o
ANTI JOIN identity.person_matches AS f ON f.profile_id = o.profile_id
INNER JOIN catalog.sources AS m ON m.dataset = o.dataset
-- one home, the smallest of those that relatives lead to
LEFT JOIN (
    SELECT profile_id, min(value) AS home FROM identity.person_told WHERE kind = 'home' GROUP BY profile_id
) AS h ON h.profile_id = o.profile_id
WHERE o.subject
