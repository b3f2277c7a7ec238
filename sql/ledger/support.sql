/*
title: 佐证
row: 一个黄金值有多少其他来源、其他部门一致，哪些说法与它不一致
*/
-- A set of sources is a string of bits: to count distinct names in a million small groups costs four times as much.
WITH sizes AS (
    SELECT count(*) AS datasets, count(DISTINCT department) AS departments FROM catalog.sources
),

numbered AS (
    SELECT dataset,
        row_number() OVER (ORDER BY dataset) AS dataset_number,
        dense_rank() OVER (ORDER BY department) AS department_number
    FROM catalog.sources
),

sources AS (
    SELECT n.dataset,
        set_bit(CAST(repeat('0', s.datasets) AS BIT), CAST(n.dataset_number - 1 AS INTEGER), 1) AS dataset_bit,
        set_bit(CAST(repeat('0', s.departments) AS BIT), CAST(n.department_number - 1 AS INTEGER), 1) AS department_bit
    FROM numbered AS n
    CROSS JOIN sizes AS s
)

SELECT
    c.entity_type,
    c.entity_id,
    c.element,
    CAST(bit_count(bit_or(o.dataset_bit)) AS INTEGER) AS others,
    CAST(coalesce(bit_count(bit_or(o.dataset_bit) FILTER (WHERE c.agrees)), 0) AS INTEGER) AS agreeing,
    -- two datasets of one department are one voice
    CAST(coalesce(
        bit_count(bit_or(o.department_bit) FILTER (WHERE c.agrees AND o.department_bit <> g.department_bit)), 0
    ) AS INTEGER) AS departments,
    list_sort(list({'value': c.other_value, 'source': c.other_source}) FILTER (WHERE NOT c.agrees)) AS losing
FROM ledger.comparisons AS c
INNER JOIN sources AS o ON o.dataset = c.other_source
INNER JOIN sources AS g ON g.dataset = c.golden_source
GROUP BY c.entity_type, c.entity_id, c.element
