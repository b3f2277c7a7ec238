/*
title: 分块键
row: 一个已认定的人的一个分块键：两边的键相同才相互比较
view: true
*/
WITH named AS (
    SELECT a.anchor_id, a.id_number, a.birth_date, s.value AS sound
    FROM identity.person_anchors AS a
    INNER JOIN identity.person_traits AS s ON s.anchor_id = a.anchor_id AND s.kind = 'sound'
),

-- what is shared with others of the same place, telephone or account, as far as anybody open tells it
shared AS (
    SELECT t.anchor_id, t.kind, t.value
    FROM identity.person_traits AS t
    SEMI JOIN identity.person_told AS o ON o.kind = t.kind AND o.value = t.value
    WHERE t.kind IN ('division', 'phone', 'bank', 'address', 'household', 'home')
)

SELECT anchor_id, kind AS key, value FROM identity.person_traits WHERE kind = 'number'
UNION ALL
SELECT anchor_id, 'head' AS key, substr(id_number, 1, 14) AS value FROM identity.person_anchors
UNION ALL
SELECT anchor_id, 'sound+birth' AS key, concat_ws('|', sound, birth_date) AS value FROM named
UNION ALL
SELECT anchor_id, 'sound+birth' AS key, concat_ws('|', sound, substr(birth_date, 1, 7)) AS value FROM named
UNION ALL
SELECT anchor_id, 'sound+head' AS key, concat_ws('|', sound, substr(id_number, 1, 10)) AS value FROM named
UNION ALL
SELECT anchor_id, 'sound+tail' AS key, concat_ws('|', sound, substr(id_number, 15, 4)) AS value FROM named
UNION ALL
SELECT anchor_id, 'sound+sequence' AS key, concat_ws('|', sound, substr(id_number, 11, 7)) AS value FROM named
UNION ALL
SELECT n.anchor_id, concat_ws('+', 'sound', t.kind) AS key, concat_ws('|', n.sound, t.value) AS value
FROM named AS n INNER JOIN shared AS t ON t.anchor_id = n.anchor_id
UNION ALL
SELECT a.anchor_id, concat_ws('+', 'birth', t.kind) AS key, concat_ws('|', a.birth_date, t.value) AS value
FROM identity.person_anchors AS a
INNER JOIN shared AS t ON t.anchor_id = a.anchor_id AND t.kind IN ('home', 'division', 'phone', 'address')
