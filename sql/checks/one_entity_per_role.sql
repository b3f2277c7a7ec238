/*
title: 一条记录的一个角色只归到一个实体
asset: identity.links
dimension: 准确性
severity: error
blocking: true
*/
-- grouping by the digest first: fourteen million keys at once do not fit the engine's memory
WITH repeated AS MATERIALIZED (
  SELECT hash(dataset, batch, file, sheet, row_number, role, ordinal) AS key_hash
  FROM identity.links
  GROUP BY key_hash
  HAVING count(*) > 1
)
SELECT dataset, batch, file, sheet, row_number, role, ordinal
FROM identity.links
SEMI JOIN repeated ON hash(dataset, batch, file, sheet, row_number, role, ordinal) = repeated.key_hash
GROUP BY dataset, batch, file, sheet, row_number, role, ordinal
HAVING count(*) > 1
