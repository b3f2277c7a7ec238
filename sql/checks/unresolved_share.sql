/*
title: 来源中无法确定身份的主体比例
asset: identity.links
dimension: 准确性
severity: warn
blocking: false
*/
SELECT dataset, round(avg(CASE WHEN method = 'unresolved' THEN 1.0 ELSE 0.0 END::DECIMAL(9, 4)), 4) AS share
FROM identity.links
WHERE entity_type = 'person' AND role = 'self'
GROUP BY dataset
HAVING avg(CASE WHEN method = 'unresolved' THEN 1.0 ELSE 0.0 END::DECIMAL(9, 4)) > 0.10
