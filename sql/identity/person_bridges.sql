/*
title: 通向户的线索
row: 亲属的号码或本部门的户编号所指向的一个户
*/
-- members of a case who are known lead to the home of those who are not: relatives support each other
WITH homes AS (
    SELECT anchor_id, value AS home FROM identity.person_traits WHERE kind = 'home'
),

paths AS (
    SELECT DISTINCT 'kin' AS kind, a.id_number AS value, h.home
    FROM identity.person_anchors AS a INNER JOIN homes AS h USING (anchor_id)
    UNION ALL
    SELECT DISTINCT 'household' AS kind, t.value, h.home
    FROM identity.person_traits AS t INNER JOIN homes AS h USING (anchor_id)
    WHERE t.kind = 'household'
)

SELECT kind, value, home
FROM paths
-- what leads to many homes leads to none
QUALIFY count(*) OVER (PARTITION BY kind, value) <= 3
