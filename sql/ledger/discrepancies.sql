/*
title: 多源差异
row: 一个来源与黄金值不一致的一个值；待核，不等于错误
published: true
columns:
  kind: different 值不同；stale 来源的时点早于黄金值
*/
SELECT
    c.entity_type,
    c.entity_id,
    c.element,
    c.golden_value,
    c.golden_source,
    c.other_source,
    c.other_value,
    CASE WHEN c.other_as_of < c.golden_as_of THEN 'stale' ELSE 'different' END AS kind,
    p.batch AS other_batch,
    p.file AS other_file,
    p.sheet AS other_sheet,
    CAST(c.record_id % 4294967296 AS BIGINT) AS other_row_number
FROM ledger.comparisons AS c
INNER JOIN raw.parts AS p ON p.part = c.record_id // 4294967296
WHERE NOT c.agrees
