/*
title: 企业（经营主体）汇总表
code: R-08
audience: 市场监督管理局、乡镇人民政府（街道办事处）
owner: data-bureau
split: county
total: first
unit: 户
layout:
  - {column: township, title: 乡镇（街道）, width: 18}
  - {column: units, title: 总数, width: 10, format: int, sum: true}
  - {column: founded, title: 其中：本期新设, width: 10, format: int, sum: true}
  - {column: enterprises, title: 小计, group: 企业, width: 10, format: int, sum: true}
  - {column: enterprises_active, title: 存续, group: 企业, width: 10, format: int, sum: true}
  - {column: enterprises_revoked, title: 吊销, group: 企业, width: 10, format: int, sum: true}
  - {column: enterprises_gone, title: 注销、迁出, group: 企业, width: 10, format: int, sum: true}
  - {column: businesses, title: 小计, group: 个体工商户, width: 10, format: int, sum: true}
  - {column: businesses_active, title: 存续, group: 个体工商户, width: 10, format: int, sum: true}
  - {column: businesses_revoked, title: 吊销, group: 个体工商户, width: 10, format: int, sum: true}
  - {column: businesses_gone, title: 注销、迁出, group: 个体工商户, width: 10, format: int, sum: true}
  - {column: unknown_kind, title: 类别不详, width: 10, format: int, sum: true}
  - {column: insured_employees, title: 参保人数, width: 10, format: int, sum: true}
notes:
  - 统计口径：与《企业（经营主体）名录》相同；新设按成立日期在本月内计。
  - 类别不详为只见于税务或社会保险登记的单位；登记状态不详的只计入小计。
  - 审核关系：1=3+7+11；合计=各乡镇（街道）之和。
*/
WITH located AS (
    SELECT e.kind, e.status, e.founded_date, e.insured_employees, coalesce(t.code, '') AS township_code
    FROM ledger.enterprise AS e
    LEFT JOIN catalog.divisions AS t ON concat(substr(e.division_code, 1, 9), '000') = t.code AND t.level = 4
    WHERE coalesce(e.founded_date <= $month_end, TRUE)
),

townships AS (
    SELECT code, name
    FROM catalog.divisions
    WHERE level = 4
    UNION ALL
    SELECT DISTINCT township_code, '（未定位）'
    FROM located
    WHERE township_code = ''
)

SELECT
    t.name AS township,
    count(l.township_code) AS units,
    count(l.township_code) FILTER (WHERE l.founded_date >= $month_start) AS founded,
    count(l.kind) FILTER (WHERE l.kind = 'enterprise') AS enterprises,
    count(l.kind) FILTER (WHERE l.kind = 'enterprise' AND l.status = '存续') AS enterprises_active,
    count(l.kind) FILTER (WHERE l.kind = 'enterprise' AND l.status = '吊销') AS enterprises_revoked,
    count(l.kind) FILTER (WHERE l.kind = 'enterprise' AND l.status IN ('注销', '迁出')) AS enterprises_gone,
    count(l.kind) FILTER (WHERE l.kind = 'individual_business') AS businesses,
    count(l.kind) FILTER (WHERE l.kind = 'individual_business' AND l.status = '存续') AS businesses_active,
    count(l.kind) FILTER (WHERE l.kind = 'individual_business' AND l.status = '吊销') AS businesses_revoked,
    count(l.kind) FILTER (WHERE l.kind = 'individual_business' AND l.status IN ('注销', '迁出')) AS businesses_gone,
    count(l.township_code) FILTER (WHERE l.kind IS NULL) AS unknown_kind,
    CAST(coalesce(sum(l.insured_employees), 0) AS BIGINT) AS insured_employees
FROM townships AS t
LEFT JOIN located AS l ON t.code = l.township_code
GROUP BY t.code, t.name
ORDER BY nullif(t.code, '') NULLS LAST
