/*
title: 一数一源清单
code: 清单
audience: 各数源部门、乡镇人民政府（街道办事处）
owner: data-bureau
split: county
sheet: entity
unit: 项
layout:
  - {column: title, title: 数据元, width: 18}
  - {column: element, title: 标识, width: 26}
  - {column: rank, title: 序次, width: 6, format: int}
  - {column: source, title: 权威来源, width: 22}
  - {column: department, title: 数源部门, width: 22}
  - {column: rule, title: 取值规则, width: 30}
  - {column: checked_with, title: 校核来源, width: 40}
  - {column: tolerance, title: 视为一致, width: 16}
  - {column: grade, title: 分级, width: 6, format: int}
  - {column: legal_basis, title: 法律依据, width: 30}
  - {column: document_number, title: 文号, width: 16}
  - {column: approved_by, title: 批准, width: 12}
  - {column: valid_from, title: 生效日期, width: 12, format: date}
  - {column: valid_to, title: 失效日期, width: 12, format: date}
notes:
  - 一行是一个数据元的一个来源；序次1为该数据元的权威来源，其后的来源依次在前者无值时补充，按时点取值的除外。
  - “未配置”表示本县尚未确定依据、文号或批准单位；清单由数据局商数源部门确定后登记。
*/
SELECT
    t.label AS entity,
    e.title,
    e.element,
    CAST(m.rank AS INTEGER) AS rank,
    s.title AS source,
    d.title AS department,
    r.label AS rule,
    m.checked_with,
    c.label AS tolerance,
    CAST(e.grade AS INTEGER) AS grade,
    m.legal_basis,
    m.document_number,
    m.approved_by,
    m.valid_from,
    m.valid_to
FROM catalog.matrix AS m
INNER JOIN catalog.elements AS e ON e.entity_type = m.entity_type AND e.element = m.element
INNER JOIN catalog.sources AS s ON s.dataset = m.dataset
INNER JOIN catalog.departments AS d ON d.department = s.department
INNER JOIN catalog.codes AS t ON t.list = 'entity_type' AND t.code = m.entity_type
INNER JOIN catalog.codes AS r ON r.list = 'golden_rule' AND r.code = m.rule
INNER JOIN catalog.codes AS c ON c.list = 'tolerance' AND c.code = e.compare
WHERE is_valid(m.applies_from, m.applies_to, $month_end)
ORDER BY m.entity_type, m.element, m.rank
