/*
title: 裁定排除
row: 经裁定不是某人的一个画像
*/
SELECT d.one_profile AS profile_id, t.anchor_id
FROM identity.decisions AS d INNER JOIN identity.person_trusted AS t ON t.profile_id = d.other_profile
WHERE d.verdict = 'different'
UNION
SELECT d.other_profile AS profile_id, t.anchor_id
FROM identity.decisions AS d INNER JOIN identity.person_trusted AS t ON t.profile_id = d.one_profile
WHERE d.verdict = 'different'
