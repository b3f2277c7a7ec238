/*
title: 偶然相同
row: 任取两个人，一项比较得到某一结果的对数
view: true
*/
-- anchor ids are digests: neighbours in their order are pairs taken by chance, the same ones every time
WITH placed AS (
    SELECT anchor_id, id_number, birth_date, sex, row_number() OVER (ORDER BY anchor_id) AS place
    FROM identity.person_anchors
    QUALIFY place <= 25000
),

taken AS (
    SELECT a.id_number AS one_id, b.id_number AS other_id, a.birth_date AS one_birth, b.birth_date AS other_birth,
        a.sex AS one_sex, b.sex AS other_sex
    FROM placed AS a
    CROSS JOIN (SELECT unnest([1, 2, 3, 4]) AS step) AS s
    INNER JOIN placed AS b ON b.place = a.place + s.step
),

compared AS (
    SELECT
        birth_level(one_birth, other_birth) AS birth,
        birth_month_level(substr(one_birth, 1, 7), other_birth) AS birth_month,
        birth_year_level(substr(one_birth, 1, 4), other_birth) AS birth_year,
        CASE WHEN one_sex = other_sex THEN 'equal' ELSE 'other' END AS sex,
        id_level(one_id, other_id) AS id
    FROM taken
)

SELECT 'birth' AS comparison, birth AS level, count(*) AS pairs FROM compared GROUP BY birth
UNION ALL
SELECT 'birth_month' AS comparison, birth_month AS level, count(*) AS pairs FROM compared GROUP BY birth_month
UNION ALL
SELECT 'birth_year' AS comparison, birth_year AS level, count(*) AS pairs FROM compared GROUP BY birth_year
UNION ALL
SELECT 'sex' AS comparison, sex AS level, count(*) AS pairs FROM compared GROUP BY sex
UNION ALL
SELECT 'id' AS comparison, id AS level, count(*) AS pairs FROM compared GROUP BY id
