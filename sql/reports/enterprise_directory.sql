/*
title: 企业（经营主体）名录
code: R-08
audience: 市场监督管理局、乡镇人民政府（街道办事处）
owner: data-bureau
split: township
total: last
unit: 户
layout:
  - {column: uscc, title: 统一社会信用代码, width: 21}
  - {column: name, title: 名称, width: 30}
  - {column: kind, title: 主体类别, width: 11}
  - {column: type, title: 企业类型, width: 19}
  - {column: legal_representative_name, title: 法定代表人（经营者）, width: 13}
  - {column: address, title: 住所（经营场所）, width: 38}
  - {column: village, title: 村（社区）, width: 14}
  - {column: founded_date, title: 成立日期, width: 11, format: date}
  - {column: status, title: 登记状态, width: 8}
  - {column: insured_employees, title: 参保人数, width: 8, format: int, sum: true}
  - {column: tax_status, title: 纳税状态, width: 8}
notes:
  - 统计口径：期末前成立的企业和个体工商户，含吊销、注销和迁出的，按住所所在村（社区）排列；住所不能确定乡镇的列入“未定位”名录。
  - 登记事项以市场监督管理部门为准，参保人数来自社会保险登记，纳税状态来自税务登记；空白为各部门均未提供。
*/
WITH located AS (
    SELECT
        e.enterprise_id,
        e.uscc,
        e.name,
        e.kind,
        e.type,
        e.legal_representative_name,
        e.address,
        e.founded_date,
        e.status,
        e.insured_employees,
        e.tax_status,
        v.code AS village_code,
        v.name AS village,
        t.code AS place_code
    FROM ledger.enterprise AS e
    LEFT JOIN catalog.divisions AS v ON e.division_code = v.code AND v.level = 5
    LEFT JOIN catalog.divisions AS t ON concat(substr(e.division_code, 1, 9), '000') = t.code AND t.level = 4
    WHERE coalesce(e.founded_date <= $month_end, TRUE)
),

townships AS (
    SELECT code, name
    FROM catalog.divisions
    WHERE level = 4
    UNION ALL
    SELECT DISTINCT CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR)
    FROM located
    WHERE place_code IS NULL
)

SELECT
    t.code AS township_code,
    t.name AS township,
    l.uscc,
    l.name,
    coalesce(kind.label, l.kind) AS kind,
    l.type,
    l.legal_representative_name,
    l.address,
    l.village,
    l.founded_date,
    coalesce(status.label, l.status) AS status,
    l.insured_employees,
    coalesce(tax.label, l.tax_status) AS tax_status
FROM townships AS t
LEFT JOIN located AS l ON t.code IS NOT DISTINCT FROM l.place_code
LEFT JOIN catalog.codes AS kind ON kind.list = 'enterprise_kind' AND l.kind = kind.code
LEFT JOIN catalog.codes AS status ON status.list = 'enterprise_status' AND l.status = status.code
LEFT JOIN catalog.codes AS tax ON tax.list = 'tax_status' AND l.tax_status = tax.code
ORDER BY t.code NULLS LAST, l.village_code NULLS LAST, l.kind DESC, l.uscc NULLS LAST, l.enterprise_id
