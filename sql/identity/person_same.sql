/*
title: 一人多号
row: 两个有效号码属于同一人：姓名、出生日期相同，且户号或门牌住址相同
*/
-- different birth dates are a hard conflict and never merge here (guide 3.20)
SELECT DISTINCT a.anchor_id AS one, b.anchor_id AS other
FROM identity.person_anchors AS a
INNER JOIN identity.person_anchors AS b ON b.birth_date = a.birth_date AND b.sex = a.sex AND b.anchor_id > a.anchor_id
INNER JOIN identity.person_traits AS name_a ON name_a.anchor_id = a.anchor_id AND name_a.kind = 'name'
INNER JOIN identity.person_traits AS name_b
    ON name_b.anchor_id = b.anchor_id AND name_b.kind = 'name' AND name_b.value = name_a.value
INNER JOIN identity.person_traits AS home_a
    ON home_a.anchor_id = a.anchor_id AND home_a.kind IN ('household', 'address', 'number')
INNER JOIN identity.person_traits AS home_b
    ON home_b.anchor_id = b.anchor_id AND home_b.kind = home_a.kind AND home_b.value = home_a.value
WHERE a.id_number <> b.id_number
