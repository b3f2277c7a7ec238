/*
title: 已认定的人
row: 一个凭号码认定的人，以及多少数据集写有这个号码
*/
SELECT
    t.anchor_id,
    min(t.id_number) AS id_number,
    CAST(id_number_birth(min(t.id_number)) AS VARCHAR) AS birth_date,
    CASE WHEN ascii(substr(min(t.id_number), 17, 1)) % 2 = 1 THEN '1' ELSE '2' END AS sex,
    CAST(count(DISTINCT p.dataset) AS BIGINT) AS datasets,
    -- whether a source that decides id numbers has it
    bool_or(a.dataset IS NOT NULL) AS decided
FROM identity.person_trusted AS t
INNER JOIN identity.person_profiles AS p USING (profile_id)
LEFT JOIN catalog.authority AS a ON a.dataset = p.dataset AND a.entity_type = 'person' AND a.element = 'id_number' AND p.subject
GROUP BY t.anchor_id
