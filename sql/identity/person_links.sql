/*
title: 人员归并
row: 一次提及归到的人员实体
*/
WITH named AS (
    SELECT m.record_id, m.dataset, m.role, m.ordinal, m.superseded, m.profile_id, n.match_name, n.lost
    FROM identity.person_mentions AS m
    INNER JOIN identity.person_profiles AS p USING (profile_id)
    LEFT JOIN identity.names AS n ON n.name = coalesce(p.name, p.name_text)
),

selves AS (
    SELECT s.record_id, s.match_name, a.entity_id, a.probability
    FROM named AS s
    INNER JOIN identity.person_assignments AS a USING (profile_id)
    WHERE s.role = 'self' AND NOT s.lost
)

SELECT
    m.record_id,
    m.dataset,
    m.role,
    m.ordinal,
    -- whoever bears the subject's own name in the subject's own record is the subject
    coalesce(s.entity_id, a.entity_id) AS entity_id,
    CASE WHEN s.entity_id IS NOT NULL THEN 'record' ELSE a.method END AS method,
    coalesce(s.probability, a.probability) AS probability,
    m.superseded
FROM named AS m
LEFT JOIN identity.person_assignments AS a USING (profile_id)
LEFT JOIN selves AS s
    ON s.record_id = m.record_id AND s.match_name = m.match_name
    AND m.role IN ('head', 'account_holder', 'applicant')
WHERE coalesce(s.entity_id, a.entity_id) IS NOT NULL
