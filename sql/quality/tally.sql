/*
title: 问题计数
row: 同一栏目、同一种、同一状态和同样日期的问题
published: true
columns:
  scored_rule: 计入的评分规则；报送和文件层面的问题没有
  waits: 已派发、待整改
  excused: 经核准的例外或上级系统的问题，不计分
  ended_by_us: 已消失，但该来源此后没有新的报送：因归并或规则调整而消失，不是部门的整改
*/
WITH newest AS (
    SELECT dataset, max(batch_key(batch)) AS place
    FROM raw.deliveries
    WHERE status = 'accepted'
    GROUP BY dataset
)

SELECT
    f.department,
    f.dataset,
    f.field,
    f.header,
    f.rule,
    f.dimension,
    f.severity,
    f.status,
    CASE WHEN f.row_number IS NOT NULL THEN s.scored_rule END AS scored_rule,
    finding_waits(f.severity, f.status) AS waits,
    finding_excused(f.severity, f.status) AS excused,
    f.status = 'fixed' AND coalesce(n.place <= batch_key(f.batch), false) AS ended_by_us,
    f.first_seen,
    f.last_seen,
    f.due_date,
    count(*) AS findings
FROM findings."all" AS f
LEFT JOIN findings.scored_rules AS s
    ON s.dataset = f.dataset AND s.field IS NOT DISTINCT FROM f.field AND s.rule = f.rule AND s.dimension = f.dimension
LEFT JOIN newest AS n ON n.dataset = f.dataset
GROUP BY ALL
