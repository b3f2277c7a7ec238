/*
title: 一条记录的一个角色只归到一个实体
asset: identity.links
dimension: 准确性
severity: error
blocking: true
*/
SELECT dataset, batch, file, sheet, row_number, role, ordinal
FROM identity.links
GROUP BY dataset, batch, file, sheet, row_number, role, ordinal
HAVING count(*) > 1
