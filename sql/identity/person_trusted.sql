/*
title: 可据号码认定的画像
row: 一个画像凭本人号码与相容的姓名归入一人
*/
-- anchor_id stands for one person behind one number; 重号 gives two anchors for the same number
WITH tiers AS (
    SELECT i.method, i.level AS id, n.level AS name, i.probability
    FROM catalog.tiers AS i
    INNER JOIN catalog.tiers AS n ON n.entity_type = i.entity_type AND n.method = i.method AND n.comparison = 'name'
    WHERE i.entity_type = 'person' AND i.comparison = 'id'
),

held AS (
    SELECT
        p.profile_id,
        p.id_number,
        coalesce(h.holder, 1) AS holder,
        CASE WHEN p.id_issue = 'D-06' THEN 'upgraded' ELSE 'equal' END AS id,
        coalesce(h.kind, 'equal') AS name
    FROM identity.person_profiles AS p
    LEFT JOIN identity.names AS n ON n.name = coalesce(p.name, p.name_text)
    LEFT JOIN identity.person_holders AS h ON h.id_number = p.id_number AND h.match_name = n.match_name
    WHERE p.id_number IS NOT NULL AND coalesce(h.holder, 1) > 0
)

SELECT
    h.profile_id,
    fingerprint(concat_ws('|', h.id_number, CAST(h.holder AS VARCHAR))) AS anchor_id,
    h.id_number,
    h.holder,
    t.method,
    t.probability
FROM held AS h
INNER JOIN tiers AS t ON t.id = h.id AND t.name = h.name
