/*
title: 与他处不同的姓名
row: 一条记录中与同一人在其他来源的姓名只差写法、字形、读音或少一字的姓名
*/
WITH called AS (
    SELECT a.entity_id, p.profile_id, p.dataset, p.name, p.mentions
    FROM identity.person_profiles AS p
    INNER JOIN identity.person_assignments AS a USING (profile_id)
    WHERE p.name IS NOT NULL AND p.in_force AND p.role <> 'head'
),

several AS (
    SELECT entity_id FROM called GROUP BY entity_id HAVING count(DISTINCT name) > 1
),

-- the name that most sources use; of two, the one of the authority: it may err as well
reference AS (
    SELECT c.entity_id, c.name
    FROM called AS c
    INNER JOIN several USING (entity_id)
    LEFT JOIN ledger.golden AS g
        ON g.entity_type = 'person' AND g.entity_id = c.entity_id AND g.element = 'name' AND g.value = c.name
    GROUP BY c.entity_id, c.name
    QUALIFY row_number() OVER (
        PARTITION BY c.entity_id
        ORDER BY count(DISTINCT c.dataset) DESC, count(g.value) > 0 DESC, sum(c.mentions) DESC, c.name
    ) = 1
),

compared AS (
    SELECT c.profile_id, c.name, o.match_name, o.glyph_name, heard(o.sound) AS heard,
        r.name AS other, n.match_name AS other_match, n.glyph_name AS other_glyph, heard(n.sound) AS other_heard
    FROM called AS c
    INNER JOIN reference AS r ON r.entity_id = c.entity_id AND r.name <> c.name
    INNER JOIN identity.names AS o ON o.name = c.name
    INNER JOIN identity.names AS n ON n.name = r.name
),

told AS (
    SELECT profile_id,
        CASE
            WHEN replace(name, '·', '') = replace(other, '·', '') THEN 'N-02'
            WHEN match_name = other_match THEN 'N-05'
            WHEN glyph_name = other_glyph THEN 'N-06'
            WHEN heard = other_heard THEN 'N-07'
            WHEN length(name) = 2 AND length(other) = 3 AND substr(name, 1, 1) = substr(other, 1, 1)
                AND contains(substr(other, 2), substr(name, 2)) THEN 'N-11'
        END AS rule
    FROM compared
)

SELECT m.record_id, m.role, t.rule
FROM told AS t
INNER JOIN identity.person_mentions AS m USING (profile_id)
WHERE t.rule IS NOT NULL AND NOT m.superseded
