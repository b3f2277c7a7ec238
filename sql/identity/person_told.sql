/*
title: 待归并画像的特征
row: 一个待归并的画像所写的一种特征值
*/
WITH leads AS (
    SELECT profile_id, 'kin' AS kind, unnest(string_split(kin, '|')) AS value
    FROM identity.person_open WHERE kin IS NOT NULL
    UNION ALL
    SELECT profile_id, 'household' AS kind, household AS value
    FROM identity.person_open WHERE household IS NOT NULL
)

SELECT profile_id, 'name' AS kind, match_name AS value FROM identity.person_open WHERE match_name IS NOT NULL
UNION ALL
SELECT profile_id, 'division' AS kind, division AS value FROM identity.person_open WHERE division IS NOT NULL
UNION ALL
SELECT profile_id, 'phone' AS kind, phone AS value FROM identity.person_open WHERE phone IS NOT NULL
UNION ALL
SELECT profile_id, 'bank' AS kind, bank AS value FROM identity.person_open WHERE bank IS NOT NULL
UNION ALL
SELECT profile_id, 'address' AS kind, address AS value FROM identity.person_open WHERE address IS NOT NULL
UNION ALL
SELECT profile_id, 'number' AS kind, number AS value FROM identity.person_open WHERE number IS NOT NULL
UNION ALL
SELECT profile_id, 'household' AS kind, household AS value FROM identity.person_open WHERE household IS NOT NULL
UNION ALL
SELECT DISTINCT l.profile_id, 'home' AS kind, b.home AS value
FROM leads AS l INNER JOIN identity.person_bridges AS b ON b.kind = l.kind AND b.value = l.value
