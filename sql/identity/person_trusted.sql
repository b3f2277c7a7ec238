/*
title: 可据号码认定的画像
row: 一个画像凭本人号码与相容的姓名归入一人
*/
-- anchor_id stands for one person behind one number; 重号 gives two anchors for the same number
SELECT
    p.profile_id,
    fingerprint(concat_ws('|', p.id_number, CAST(coalesce(h.holder, 1) AS VARCHAR))) AS anchor_id,
    p.id_number,
    coalesce(h.holder, 1) AS holder,
    CASE WHEN p.id_issue = 'D-06' THEN 'T4' WHEN coalesce(h.kind, 'equal') = 'equal' THEN 'T1' ELSE 'T2' END AS method
FROM identity.person_profiles AS p
LEFT JOIN identity.names AS n ON n.name = coalesce(p.name, p.name_text)
LEFT JOIN identity.person_holders AS h ON h.id_number = p.id_number AND h.match_name = n.match_name
WHERE p.id_number IS NOT NULL AND coalesce(h.holder, 1) > 0
