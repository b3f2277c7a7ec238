/*
title: 候选对
row: 一个待归并的画像与一个可能是同一人的已认定的人
*/
WITH keys AS (
    SELECT profile_id, kind AS key, value FROM identity.person_told WHERE kind = 'number'
    UNION ALL
    SELECT profile_id, 'head' AS key, substr(id_text, 1, 14) AS value
    FROM identity.person_open WHERE length(id_text) >= 14
    UNION ALL
    SELECT profile_id, 'sound+birth' AS key, concat_ws('|', sound, birth_date) AS value
    FROM identity.person_open WHERE sound IS NOT NULL AND length(birth_date) >= 7
    UNION ALL
    SELECT profile_id, 'sound+head' AS key, concat_ws('|', sound, substr(id_text, 1, 10)) AS value
    FROM identity.person_open WHERE sound IS NOT NULL AND length(id_text) >= 10
    UNION ALL
    SELECT profile_id, 'sound+tail' AS key, concat_ws('|', sound, substr(id_text, -4)) AS value
    FROM identity.person_open WHERE sound IS NOT NULL AND length(id_text) >= 10
    UNION ALL
    -- what a wrong year (D-08) leaves
    SELECT profile_id, 'sound+sequence' AS key, concat_ws('|', sound, substr(id_text, 11, 7)) AS value
    FROM identity.person_open WHERE sound IS NOT NULL AND length(id_text) = 18
    UNION ALL
    SELECT profile_id, concat_ws('+', 'sound', t.kind) AS key, concat_ws('|', o.sound, t.value) AS value
    FROM identity.person_open AS o INNER JOIN identity.person_told AS t USING (profile_id)
    WHERE o.sound IS NOT NULL AND t.kind IN ('division', 'phone', 'bank', 'address', 'household', 'home')
    UNION ALL
    SELECT profile_id, concat_ws('+', 'birth', t.kind) AS key, concat_ws('|', o.birth_date, t.value) AS value
    FROM identity.person_open AS o INNER JOIN identity.person_told AS t USING (profile_id)
    WHERE length(o.birth_date) = 10 AND t.kind IN ('home', 'division', 'phone', 'address')
),

-- a key that very many share is no evidence
known AS (
    SELECT k.key, k.value, k.anchor_id
    FROM identity.person_keys AS k
    SEMI JOIN keys AS o ON o.key = k.key AND o.value = k.value
    QUALIFY count(*) OVER (PARTITION BY k.key, k.value) <= (
        SELECT CAST(max(p.number) AS BIGINT) FROM catalog.parameters AS p
        WHERE p.name = 'identity_hub_limit' AND p.valid_from <= $today AND (p.valid_to IS NULL OR p.valid_to > $today)
    )
)

SELECT DISTINCT o.profile_id, k.anchor_id
FROM keys AS o INNER JOIN known AS k ON k.key = o.key AND k.value = o.value
ANTI JOIN identity.person_denied AS d ON d.profile_id = o.profile_id AND d.anchor_id = k.anchor_id
