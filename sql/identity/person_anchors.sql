/*
title: 已认定的人
row: 一个凭号码认定的人
*/
SELECT
    anchor_id,
    min(id_number) AS id_number,
    CAST(id_number_birth(min(id_number)) AS VARCHAR) AS birth_date,
    CASE WHEN ascii(substr(min(id_number), 17, 1)) % 2 = 1 THEN '1' ELSE '2' END AS sex
FROM identity.person_trusted
GROUP BY anchor_id
