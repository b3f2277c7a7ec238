/*
title: 事件归并
row: 一个事件画像与它所属的归并簇
*/
SELECT
    profile_id,
    fingerprint(concat_ws('|', 'event', coalesce(number, CAST(profile_id AS VARCHAR)))) AS cluster_id,
    CASE WHEN number IS NOT NULL THEN 'T1' ELSE 'unresolved' END AS method,
    CAST(CASE WHEN number IS NOT NULL THEN 0.999 ELSE 0.5 END AS DOUBLE) AS probability
FROM identity.event_profiles
