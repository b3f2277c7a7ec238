/*
title: 人员归并
row: 一次提及归到的人员实体
*/
WITH named AS (
    SELECT m.record_id, m.dataset, m.role, m.ordinal, m.superseded, m.profile_id, n.match_name, n.lost,
        a.entity_id, a.method, a.probability
    FROM identity.person_mentions AS m
    INNER JOIN identity.person_profiles AS p USING (profile_id)
    LEFT JOIN identity.names AS n ON n.name = coalesce(p.name, p.name_text)
    LEFT JOIN identity.person_assignments AS a ON a.profile_id = m.profile_id
),

-- whoever bears the subject's own name in the subject's own record is the subject
selves AS (
    SELECT record_id, match_name, entity_id, probability
    FROM named
    WHERE role = 'self' AND entity_id IS NOT NULL AND NOT lost
),

-- whom any record proves to represent an enterprise is meant where another names the representative only
representatives AS (
    SELECT e.entity_id AS enterprise_id, n.match_name, min(n.entity_id) AS entity_id
    FROM named AS n
    INNER JOIN identity.enterprise_links AS e ON e.record_id = n.record_id AND e.role = 'self'
    WHERE n.role IN ('legal_representative', 'operator') AND n.entity_id IS NOT NULL
    GROUP BY e.entity_id, n.match_name
    HAVING count(DISTINCT n.entity_id) = 1
)

SELECT
    m.record_id,
    m.dataset,
    m.role,
    m.ordinal,
    coalesce(s.entity_id, m.entity_id, r.entity_id) AS entity_id,
    CASE WHEN s.entity_id IS NOT NULL THEN 'record' ELSE coalesce(m.method, 'record') END AS method,
    coalesce(s.probability, m.probability, 0.95) AS probability,
    m.superseded,
    m.profile_id
FROM named AS m
LEFT JOIN selves AS s
    ON s.record_id = m.record_id AND s.match_name = m.match_name
    AND m.role IN ('head', 'account_holder', 'applicant')
LEFT JOIN identity.enterprise_links AS e
    ON e.record_id = m.record_id AND e.role = 'self' AND m.role IN ('legal_representative', 'operator')
LEFT JOIN representatives AS r ON r.enterprise_id = e.entity_id AND r.match_name = m.match_name
WHERE coalesce(s.entity_id, m.entity_id, r.entity_id) IS NOT NULL
