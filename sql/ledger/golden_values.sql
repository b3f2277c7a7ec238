/*
title: 黄金值
row: 一个实体的一个数据元的黄金值及其来源、规则、依据、时点
published: true
columns:
  dispute_id: 对这个值尚未办结的校核申请
*/
WITH support AS (
    SELECT
        entity_type,
        entity_id,
        element,
        CAST(count(DISTINCT other_source) AS INTEGER) AS others,
        CAST(count(DISTINCT other_source) FILTER (WHERE agrees) AS INTEGER) AS agreeing
    FROM ledger.comparisons
    GROUP BY entity_type, entity_id, element
),

disputed AS (
    SELECT entity_type, entity_id, element, arg_min(dispute_id, row(opened_on, dispute_id)) AS dispute_id
    FROM ledger.disputes
    WHERE state <> 'closed'
    GROUP BY entity_type, entity_id, element
)

SELECT
    g.entity_type,
    g.entity_id,
    g.element,
    g.value,
    g.source,
    p.batch,
    p.file,
    p.sheet,
    CAST(g.record_id % 4294967296 AS BIGINT) AS row_number,
    g.rule,
    e.legal_basis,
    g.as_of,
    g.valid_from,
    coalesce(s.others, 0) AS other_sources,
    coalesce(s.agreeing, 0) AS agreeing_sources,
    coalesce(s.agreeing < s.others, false) AS in_dispute,
    d.dispute_id
FROM ledger.golden AS g
INNER JOIN catalog.elements AS e ON e.entity_type = g.entity_type AND e.element = g.element
INNER JOIN raw.parts AS p ON p.part = g.record_id // 4294967296
LEFT JOIN support AS s
    ON s.entity_type = g.entity_type AND s.entity_id = g.entity_id AND s.element = g.element
LEFT JOIN disputed AS d
    ON d.entity_type = g.entity_type AND d.entity_id = g.entity_id AND d.element = g.element
