/*
title: 比对认定
row: 一个画像凭多项信息归到的一个已认定的人
*/
WITH limits AS (
    SELECT CAST(max(number) AS DOUBLE) AS link
    FROM catalog.parameters
    WHERE name = 'identity_link_probability' AND valid_from <= $today AND (valid_to IS NULL OR valid_to > $today)
),

tiers AS (
    SELECT DISTINCT method, probability FROM catalog.tiers WHERE entity_type = 'person'
),

best AS (
    SELECT
        s.profile_id,
        s.anchor_id,
        s.bits,
        s.tier,
        s.decisive,
        s.probability,
        s.rank,
        count(*) OVER (PARTITION BY s.profile_id, s.tier) AS fitting
    FROM identity.person_scores AS s
)

SELECT
    b.profile_id,
    b.anchor_id,
    coalesce(b.tier, 'model') AS method,
    -- a tier that one candidate alone shows is worth its declared probability
    CASE WHEN b.fitting = 1 AND b.bits > 0 THEN greatest(b.probability, coalesce(t.probability, 0)) ELSE b.probability END
        AS probability
FROM best AS b
CROSS JOIN limits AS l
LEFT JOIN tiers AS t ON t.method = b.tier
WHERE b.rank = 1 AND b.decisive
    AND (b.probability >= l.link OR (b.fitting = 1 AND b.bits > 0 AND coalesce(t.probability, 0) >= l.link))
