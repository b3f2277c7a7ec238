/*
title: 企业归并
row: 一个企业画像与它所属的归并簇
*/
WITH keyed AS (
    SELECT profile_id, dataset, subject, uscc, number, organization_key(name) AS name_key
    FROM identity.enterprise_profiles
),

-- a name decides only where one credit code bears it
by_name AS (
    SELECT name_key, min(uscc) AS uscc
    FROM keyed
    WHERE uscc IS NOT NULL AND name_key IS NOT NULL
    GROUP BY name_key
    HAVING count(DISTINCT uscc) = 1
),

by_number AS (
    SELECT dataset, number, min(uscc) AS uscc
    FROM keyed
    WHERE uscc IS NOT NULL AND number IS NOT NULL
    GROUP BY dataset, number
    HAVING count(DISTINCT uscc) = 1
),

decided AS (
    SELECT
        k.profile_id,
        k.subject,
        CASE
            WHEN k.uscc IS NOT NULL THEN concat_ws('|', 'uscc', k.uscc)
            WHEN i.uscc IS NOT NULL THEN concat_ws('|', 'uscc', i.uscc)
            WHEN n.uscc IS NOT NULL THEN concat_ws('|', 'uscc', n.uscc)
            WHEN NOT k.subject THEN NULL
            WHEN k.number IS NOT NULL THEN concat_ws('|', k.dataset, k.number)
            WHEN k.name_key IS NOT NULL THEN concat_ws('|', 'name', k.name_key)
            ELSE concat_ws('|', 'profile', CAST(k.profile_id AS VARCHAR))
        END AS cluster_key,
        CASE
            WHEN k.uscc IS NOT NULL THEN 'T1'
            WHEN i.uscc IS NOT NULL THEN 'T2'
            WHEN n.uscc IS NOT NULL THEN 'T3'
            ELSE 'unresolved'
        END AS method
    FROM keyed AS k
    LEFT JOIN by_name AS n USING (name_key)
    LEFT JOIN by_number AS i ON i.dataset = k.dataset AND i.number = k.number
)

SELECT
    profile_id,
    fingerprint(cluster_key) AS cluster_id,
    method,
    CAST(CASE method WHEN 'T1' THEN 0.999 WHEN 'T2' THEN 0.98 WHEN 'T3' THEN 0.93 ELSE 0.5 END AS DOUBLE) AS probability
FROM decided
WHERE cluster_key IS NOT NULL
