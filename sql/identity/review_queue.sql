/*
title: 人工复核清单
row: 一个需要人裁定是否同一人的问题，按裁定会影响的记录数排列
published: true
*/
WITH limits AS (
    SELECT CAST(max(number) AS DOUBLE) AS review
    FROM catalog.parameters
    WHERE name = 'identity_review_probability' AND valid_from <= $today AND (valid_to IS NULL OR valid_to > $today)
),

-- the profile by which a person is best known
faces AS (
    SELECT t.anchor_id, t.id_number, arg_min(p.profile_id, row(-p.mentions, p.first_record)) AS profile_id
    FROM identity.person_trusted AS t INNER JOIN identity.person_profiles AS p USING (profile_id)
    GROUP BY t.anchor_id, t.id_number
),

doubts AS (
    SELECT s.profile_id AS one_profile, f.profile_id AS other_profile, 'likely' AS kind, s.probability, s.bits
    FROM identity.person_scores AS s
    INNER JOIN limits AS l ON s.probability >= l.review
    SEMI JOIN identity.person_rest AS r ON r.profile_id = s.profile_id
    INNER JOIN faces AS f ON f.anchor_id = s.anchor_id
    WHERE s.rank = 1
    UNION ALL
    SELECT r.profile_id AS one_profile, f.profile_id AS other_profile, 'foreign_number' AS kind, NULL AS probability, NULL AS bits
    FROM identity.person_rest AS r
    INNER JOIN identity.person_profiles AS p USING (profile_id)
    INNER JOIN faces AS f ON f.id_number = p.id_number
    UNION ALL
    SELECT a.profile_id AS one_profile, b.profile_id AS other_profile, 'two_numbers' AS kind, NULL AS probability, NULL AS bits
    FROM identity.person_alike AS s
    INNER JOIN faces AS a ON a.anchor_id = s.one
    INNER JOIN faces AS b ON b.anchor_id = s.other
    ANTI JOIN identity.person_same AS k ON k.one = s.one AND k.other = s.other
),

described AS (
    SELECT p.profile_id, coalesce(p.name, p.name_text) AS name, p.id_number, p.birth_date, p.address, p.phone, p.mentions,
        concat_ws('|', q.dataset, q.batch, q.file, coalesce(q.sheet, ''), p.first_record % 4294967296, m.role, m.ordinal) AS record
    FROM identity.person_profiles AS p
    INNER JOIN raw.parts AS q ON q.part = p.first_record // 4294967296
    INNER JOIN identity.person_mentions AS m ON m.record_id = p.first_record AND m.profile_id = p.profile_id
    SEMI JOIN (SELECT unnest([one_profile, other_profile]) AS profile_id FROM doubts) AS d ON d.profile_id = p.profile_id
)

SELECT
    CAST(row_number() OVER (ORDER BY least(a.mentions, b.mentions) DESC, d.probability DESC NULLS LAST, a.record, b.record)
        AS BIGINT) AS place,
    d.kind,
    least(a.mentions, b.mentions) AS mentions,
    d.probability,
    d.bits,
    a.record AS one,
    a.name AS one_name,
    coalesce(a.id_number, '') AS one_id_number,
    a.birth_date AS one_birth_date,
    a.address AS one_address,
    a.phone AS one_phone,
    b.record AS other,
    b.name AS other_name,
    coalesce(b.id_number, '') AS other_id_number,
    b.birth_date AS other_birth_date,
    b.address AS other_address,
    b.phone AS other_phone
FROM doubts AS d
INNER JOIN described AS a ON a.profile_id = d.one_profile
INNER JOIN described AS b ON b.profile_id = d.other_profile
ANTI JOIN identity.decisions AS k ON k.one = least(a.record, b.record) AND k.other = greatest(a.record, b.record)
QUALIFY row_number() OVER (PARTITION BY a.record, b.record ORDER BY d.kind) = 1
