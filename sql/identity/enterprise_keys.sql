/*
title: 企业归并键
row: 一个企业画像的一个归并键；键相同而只对应一个信用代码的，是同一企业
*/
WITH described AS (
    SELECT
        profile_id,
        dataset,
        number,
        organization_key(name) AS name_key,
        CASE WHEN subject AND regexp_matches(address, '[0-9]+号') THEN address_key(address) END AS address,
        -- an old tax number may be the owner's id number (taxpayer), which is no number of an enterprise
        CASE WHEN subject THEN coalesce(embedded_id_number(number), split_part(kin, '|', 1)) END AS owner
    FROM identity.enterprise_profiles
)

SELECT profile_id, 'T2' AS method, 1 AS rank, concat_ws('|', 'number', dataset, number) AS value
FROM described WHERE number IS NOT NULL
UNION ALL
SELECT profile_id, 'T3' AS method, 2 AS rank, concat_ws('|', 'owner', owner, name_key) AS value
FROM described WHERE owner IS NOT NULL AND name_key IS NOT NULL
UNION ALL
SELECT profile_id, 'T3' AS method, 3 AS rank, concat_ws('|', 'owner', owner, address) AS value
FROM described WHERE owner IS NOT NULL AND address IS NOT NULL
UNION ALL
SELECT profile_id, 'T4' AS method, 4 AS rank, concat_ws('|', 'name', name_key) AS value
FROM described WHERE name_key IS NOT NULL
