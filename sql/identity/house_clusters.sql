/*
title: 房屋归并
row: 一个房屋画像与它所属的归并簇
*/
-- houses without a unit number are told apart by their village and the head's number
SELECT
    profile_id,
    fingerprint(CASE
        WHEN number IS NOT NULL THEN concat_ws('|', 'unit', upper(solid(number)))
        WHEN kin IS NOT NULL THEN concat_ws('|', 'head', kin, division)
        ELSE concat_ws('|', 'profile', CAST(profile_id AS VARCHAR))
    END) AS cluster_id,
    CASE WHEN number IS NOT NULL THEN 'T1' WHEN kin IS NOT NULL THEN 'T2' ELSE 'unresolved' END AS method,
    CAST(CASE WHEN number IS NOT NULL THEN 0.999 WHEN kin IS NOT NULL THEN 0.93 ELSE 0.5 END AS DOUBLE) AS probability
FROM identity.house_profiles
