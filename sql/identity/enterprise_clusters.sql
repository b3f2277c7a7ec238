/*
title: 企业归并
row: 一个企业画像与它所属的归并簇
*/
-- a key decides only where one credit code bears it
WITH coded AS (
    SELECT k.value, min(p.uscc) AS uscc
    FROM identity.enterprise_keys AS k
    INNER JOIN identity.enterprise_profiles AS p USING (profile_id)
    WHERE p.uscc IS NOT NULL
    GROUP BY k.value
    HAVING count(DISTINCT p.uscc) = 1
),

by_key AS (
    SELECT k.profile_id, arg_min(c.uscc, k.rank) AS uscc, arg_min(k.method, k.rank) AS method
    FROM identity.enterprise_keys AS k
    INNER JOIN coded AS c USING (value)
    GROUP BY k.profile_id
),

-- without any credit code the owner with the name or the address, then the department's own number
own AS (
    SELECT
        k.profile_id,
        min(k.value) FILTER (WHERE k.rank = 1) AS number,
        coalesce(min(k.value) FILTER (WHERE k.rank = 2), min(k.value) FILTER (WHERE k.rank = 3)) AS owner,
        min(k.value) FILTER (WHERE k.rank = 4) AS name
    FROM identity.enterprise_keys AS k
    GROUP BY k.profile_id
),

by_own_number AS (
    SELECT number, min(owner) AS owner FROM own WHERE number IS NOT NULL GROUP BY number
),

decided AS (
    SELECT
        p.profile_id,
        CASE
            WHEN p.uscc IS NOT NULL THEN concat_ws('|', 'uscc', p.uscc)
            WHEN b.uscc IS NOT NULL THEN concat_ws('|', 'uscc', b.uscc)
            WHEN NOT p.subject THEN NULL
            ELSE coalesce(o.owner, n.owner, o.number, o.name, concat_ws('|', 'profile', CAST(p.profile_id AS VARCHAR)))
        END AS cluster_key,
        CASE WHEN p.uscc IS NOT NULL THEN 'T1' WHEN b.uscc IS NOT NULL THEN b.method ELSE 'unresolved' END AS method
    FROM identity.enterprise_profiles AS p
    LEFT JOIN by_key AS b USING (profile_id)
    LEFT JOIN own AS o USING (profile_id)
    LEFT JOIN by_own_number AS n ON n.number = o.number
)

SELECT
    d.profile_id,
    fingerprint(d.cluster_key) AS cluster_id,
    d.method,
    CAST(coalesce(t.probability, 0.5) AS DOUBLE) AS probability
FROM decided AS d
LEFT JOIN (SELECT DISTINCT method, probability FROM catalog.tiers WHERE entity_type = 'enterprise') AS t ON t.method = d.method
WHERE d.cluster_key IS NOT NULL
