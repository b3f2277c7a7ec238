/*
title: 姓名与出生日期相同的两个号码
row: 两个有效号码，其人姓名、出生日期和性别相同
*/
-- different birth dates are a hard conflict and never merge (guide 3.20)
WITH named AS (
    SELECT a.anchor_id, a.id_number, a.birth_date, a.sex, n.value AS match_name
    FROM identity.person_anchors AS a
    INNER JOIN identity.person_traits AS n ON n.anchor_id = a.anchor_id AND n.kind = 'name'
)

SELECT DISTINCT a.anchor_id AS one, b.anchor_id AS other
FROM named AS a
INNER JOIN named AS b
    ON b.match_name = a.match_name AND b.birth_date = a.birth_date AND b.sex = a.sex AND b.anchor_id > a.anchor_id
WHERE a.id_number <> b.id_number
