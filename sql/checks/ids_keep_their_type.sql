/*
title: 实体编号不改变类型、不重复使用
asset: identity.registry
dimension: 准确性
severity: error
blocking: true
*/
SELECT entity_id
FROM identity.registry
GROUP BY entity_id
HAVING count(*) > 1 OR count(DISTINCT entity_type) > 1
