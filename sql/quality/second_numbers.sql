/*
title: 一人两号的登记
row: 号码的权威来源中，同一人的第二个有效号码所在的记录
*/
WITH entries AS (
    SELECT m.record_id, p.id_number, concat_ws('|', p.household, p.name, p.birth_date, p.sex) AS whom,
        starts_with(CAST(id_number_birth(p.id_number) AS VARCHAR), p.birth_date) AS fits_birth
    FROM identity.person_profiles AS p
    INNER JOIN identity.person_mentions AS m USING (profile_id)
    INNER JOIN catalog.authority AS a
        ON a.dataset = p.dataset AND a.entity_type = 'person' AND a.element = 'id_number' AND a.rank = 1
    WHERE p.id_number IS NOT NULL AND p.household IS NOT NULL AND p.name IS NOT NULL AND p.birth_date IS NOT NULL
        AND m.role = 'self' AND NOT m.superseded
),

twice AS (
    SELECT whom FROM entries GROUP BY whom HAVING count(DISTINCT id_number) > 1
),

known AS (
    SELECT e.id_number, count(DISTINCT p.dataset) AS datasets, sum(p.mentions) AS mentions
    FROM entries AS e
    INNER JOIN twice USING (whom)
    INNER JOIN identity.person_profiles AS p ON p.id_number = e.id_number AND p.in_force
    GROUP BY e.id_number
)

-- the number in use is the one that fits the birth date, and that more sources know
SELECT e.record_id
FROM entries AS e
INNER JOIN twice USING (whom)
INNER JOIN known AS k ON k.id_number = e.id_number
QUALIFY row_number() OVER (
    PARTITION BY e.whom ORDER BY e.fits_birth DESC, k.datasets DESC, k.mentions DESC, e.id_number, e.record_id
) > 1
