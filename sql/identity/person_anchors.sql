/*
title: 已认定的人
row: 一个凭号码认定的人，写有其号码的数据集数，及其所在的名册
*/
SELECT
    t.anchor_id,
    min(t.id_number) AS id_number,
    CAST(id_number_birth(min(t.id_number)) AS VARCHAR) AS birth_date,
    CASE WHEN ascii(substr(min(t.id_number), 17, 1)) % 2 = 1 THEN '1' ELSE '2' END AS sex,
    CAST(count(DISTINCT p.dataset) AS BIGINT) AS datasets,
    -- whether a source that decides id numbers has it
    bool_or(a.dataset IS NOT NULL) AS decided,
    bool_or(p.phone IS NOT NULL) AS has_phone,
    bool_or(p.division IS NOT NULL) AS has_division,
    -- a roster has a line for a person: who stands in it already is hardly meant by another of its lines
    coalesce(list_sort(list_distinct(list(p.dataset) FILTER (WHERE s.mode IN ('full', 'delta') AND p.subject AND p.in_force))), [])
        AS rosters
FROM identity.person_trusted AS t
INNER JOIN identity.person_profiles AS p USING (profile_id)
LEFT JOIN catalog.sources AS s ON s.dataset = p.dataset
LEFT JOIN catalog.authority AS a ON a.dataset = p.dataset AND a.entity_type = 'person' AND a.element = 'id_number' AND p.subject
GROUP BY t.anchor_id
