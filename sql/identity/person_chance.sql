/*
title: 偶然相同
row: 任取两个人，一项比较得到某一结果的对数
view: true
*/
-- anchor ids are digests: neighbours in their order are pairs taken by chance, the same ones every time
WITH placed AS (
    SELECT anchor_id, id_number, birth_date, sex, row_number() OVER (ORDER BY anchor_id) AS place
    FROM identity.person_anchors
),

taken AS (
    SELECT a.id_number AS one_id, b.id_number AS other_id, a.birth_date AS one_birth, b.birth_date AS other_birth,
        a.sex AS one_sex, b.sex AS other_sex
    FROM placed AS a
    INNER JOIN placed AS b ON b.place > a.place AND b.place <= a.place + 20
)

SELECT 'birth' AS comparison, birth_level(one_birth, other_birth) AS level, count(*) AS pairs
FROM taken GROUP BY ALL
UNION ALL
SELECT 'birth_month' AS comparison, birth_month_level(substr(one_birth, 1, 7), other_birth) AS level, count(*) AS pairs
FROM taken GROUP BY ALL
UNION ALL
SELECT 'birth_year' AS comparison, birth_year_level(substr(one_birth, 1, 4), other_birth) AS level, count(*) AS pairs
FROM taken GROUP BY ALL
UNION ALL
SELECT 'sex' AS comparison, CASE WHEN one_sex = other_sex THEN 'equal' ELSE 'other' END AS level, count(*) AS pairs
FROM taken GROUP BY ALL
UNION ALL
SELECT 'id' AS comparison, id_level(one_id, other_id) AS level, count(*) AS pairs
FROM taken GROUP BY ALL
