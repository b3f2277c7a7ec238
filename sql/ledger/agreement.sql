/*
title: 多源一致率
row: 一个部门在一个月里对一个数据元的说法与黄金值的比对结果
published: true
columns:
  month: 比对所在的月份，按运行日期；以往各月保留当时的结果
*/
WITH counted AS (
    SELECT c.entity_type, c.element, s.department, count(*) AS compared, count(*) FILTER (WHERE c.agrees) AS agreeing
    FROM ledger.comparisons AS c
    INNER JOIN catalog.sources AS s ON s.dataset = c.other_source
    GROUP BY c.entity_type, c.element, s.department
)

SELECT entity_type, element, department, substr(CAST($today AS VARCHAR), 1, 7) AS month, CAST(compared AS BIGINT) AS compared,
    CAST(agreeing AS BIGINT) AS agreeing
FROM counted
UNION ALL
SELECT entity_type, element, department, month, compared, agreeing
FROM memory.agreement
WHERE month < substr(CAST($today AS VARCHAR), 1, 7)
