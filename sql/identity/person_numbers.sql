/*
title: 号码与姓名
row: 一个证件号码与一种写法的姓名同时出现
*/
WITH named AS (
    SELECT
        p.id_number,
        coalesce(p.name, p.name_text) AS name,
        p.former_name,
        p.dataset,
        p.mentions,
        p.in_force,
        coalesce(a.rank, 99) AS rank
    FROM identity.person_profiles AS p
    LEFT JOIN catalog.authority AS a
        ON a.dataset = p.dataset AND a.entity_type = 'person' AND a.element = 'id_number' AND p.role = 'self'
    WHERE p.id_number IS NOT NULL AND coalesce(p.name, p.name_text) IS NOT NULL
)
SELECT
    named.id_number,
    n.match_name,
    min(f.match_name) AS former_name,
    min(CASE WHEN named.in_force THEN named.rank ELSE 98 END) AS rank,
    CAST(count(DISTINCT named.dataset) AS BIGINT) AS datasets,
    CAST(sum(named.mentions) AS BIGINT) AS mentions
FROM named
INNER JOIN identity.names AS n ON n.name = named.name
LEFT JOIN identity.names AS f ON f.name = named.former_name
GROUP BY named.id_number, n.match_name
