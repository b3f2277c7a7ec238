/*
title: 待整改明细
row: 一个已派发、尚未答复的问题，及其栏目在另一来源的权威值
published: true
columns:
  value: 该栏目所说的数据元的黄金值，由另一来源决定；没有这样的来源则为空
  source: 黄金值的来源
*/
-- what was answered waits for others, or for the next delivery
WITH waiting AS (
    SELECT * FROM findings."all" WHERE severity <> 'info' AND status IN ('open', 'reopened')
),

-- a source is not told its own value; the entity of a finding is that of its record's subject
decided AS (
    SELECT w.finding_id, g.element, g.value, g.source
    FROM waiting AS w
    INNER JOIN catalog.statements AS s ON s.dataset = w.dataset AND s.field = w.field AND s.entity_type = w.entity_type
    INNER JOIN ledger.golden AS g
        ON g.entity_id = w.entity_id AND g.entity_type = w.entity_type AND g.element = s.element AND g.source <> w.dataset
    WHERE NOT s.mapped AND s.role IN ('self', 'deceased', 'male')
    QUALIFY row_number() OVER (PARTITION BY w.finding_id ORDER BY s.role, g.element) = 1
)

SELECT w.finding_id, w.department, w.dataset, w.batch, w.file, w.sheet, w.row_number, w.field, w.header, w.rule, w.severity,
    w.original, w.due_date, w.status, w.entity_type, d.element, d.value, d.source
FROM waiting AS w
LEFT JOIN decided AS d ON d.finding_id = w.finding_id
