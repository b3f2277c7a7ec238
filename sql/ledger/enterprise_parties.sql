/*
title: 企业的人
row: 一个企业的类别与法定代表人（经营者）
*/
WITH known AS (
    SELECT
        e.entity_id AS enterprise_id,
        e.dataset,
        p.entity_id AS person_id,
        CASE e.dataset
            WHEN 'enterprise' THEN 1 WHEN 'individual_business' THEN 2 WHEN 'taxpayer' THEN 3 ELSE 4
        END AS rank,
        e.superseded,
        e.record_id
    FROM identity.enterprise_links AS e
    LEFT JOIN identity.person_links AS p
        ON p.record_id = e.record_id AND p.role IN ('legal_representative', 'operator')
    WHERE e.role = 'self'
)

SELECT
    enterprise_id,
    CASE WHEN bool_or(dataset = 'individual_business') THEN 'individual_business' ELSE 'enterprise' END AS kind,
    arg_min(person_id, (superseded, rank, -record_id)) FILTER (WHERE person_id IS NOT NULL)
        AS legal_representative_person_id
FROM known
GROUP BY enterprise_id
