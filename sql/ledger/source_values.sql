/*
title: 各来源的说法
row: 一个实体的一个数据元在一个来源的一种说法
published: true
*/
SELECT
    s.entity_type,
    s.entity_id,
    s.element,
    s.value,
    s.dataset AS source,
    s.first_seen,
    s.last_seen,
    s.as_of,
    s.in_force,
    s.records,
    p.batch,
    p.file,
    p.sheet,
    CAST(s.record_id % 4294967296 AS BIGINT) AS row_number
FROM ledger.statements AS s
INNER JOIN raw.parts AS p ON p.part = s.record_id // 4294967296
