/*
title: 黄金值
row: 一个实体的一个数据元的黄金值及其来源、规则、依据、时点，以及其他来源怎么说
published: true
view: true
columns:
  rule: 按哪条规则选定；derived 为由其他黄金值推算，来源和记录是所据第一个值的
  agreeing_departments: 与黄金值一致的其他部门数；同一部门的几个数据集不是相互独立的佐证
  losing_values: 与黄金值不一致的说法及其来源
  in_dispute: 有来源与黄金值不一致
  age_days: 时点距今天数
  stale: 超过数据元规定的时效
  dispute_id: 对这个值尚未办结的校核申请
*/
WITH chosen AS (
    SELECT entity_type, entity_id, element, value, source, record_id, rule, as_of, valid_from FROM ledger.golden
    UNION ALL
    SELECT entity_type, entity_id, element, value, source, record_id, 'derived' AS rule, as_of, valid_from
    FROM ledger.derived
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
    coalesce(s.departments, 0) AS agreeing_departments,
    coalesce(s.losing, []) AS losing_values,
    coalesce(len(s.losing) > 0, false) AS in_dispute,
    CAST(t.day - g.as_of AS INTEGER) AS age_days,
    coalesce(t.day - g.as_of > e.fresh_days, false) AS stale,
    d.dispute_id
FROM chosen AS g
CROSS JOIN ledger.today AS t
INNER JOIN catalog.elements AS e ON e.entity_type = g.entity_type AND e.element = g.element
INNER JOIN raw.parts AS p ON p.part = g.record_id // 4294967296
LEFT JOIN ledger.support AS s ON s.entity_id = g.entity_id AND s.element = g.element
LEFT JOIN disputed AS d
    ON d.entity_type = g.entity_type AND d.entity_id = g.entity_id AND d.element = g.element
