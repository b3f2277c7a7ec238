/*
title: 部门数据质量通报
code: R-16
audience: 县数据局
owner: data-bureau
job: quality
unit: 分、行、条
layout:
  - {column: peer_group, title: 组别, width: 10}
  - {column: rank, title: 名次, width: 6, format: int}
  - {column: department, title: 部门, width: 22}
  - {column: dataset, title: 数据集, width: 20}
  - {column: due, title: 应到, group: 报送, width: 6, format: int}
  - {column: came, title: 实到, group: 报送, width: 6, format: int}
  - {column: days_late, title: 延迟天数, group: 报送, width: 8, format: int}
  - {column: rows, title: 在册记录, width: 11, format: int}
  - {column: evaluated, title: 检查项次, width: 12, format: int}
  - {column: conformity, title: 规范性, group: 六个维度, width: 9, format: money}
  - {column: completeness, title: 完整性, group: 六个维度, width: 9, format: money}
  - {column: accuracy, title: 准确性, group: 六个维度, width: 9, format: money}
  - {column: consistency, title: 一致性, group: 六个维度, width: 9, format: money}
  - {column: timeliness, title: 时效性, group: 六个维度, width: 9, format: money}
  - {column: accessibility, title: 可访问性, group: 六个维度, width: 9, format: money}
  - {column: score, title: 综合分, width: 9, format: money}
  - {column: grade, title: 等级, width: 6}
  - {column: change, title: 环比, width: 8, format: money}
  - {column: appeared, title: 新增, group: 问题, width: 9, format: int}
  - {column: fixed, title: 整改, group: 问题, width: 9, format: int}
  - {column: overdue, title: 超期, group: 问题, width: 9, format: int}
  - {column: to_fix, title: 待整改, group: 问题, width: 9, format: int}
  - {column: typical, title: 典型问题, width: 34}
notes:
  - 名次按部门得分在组内排列，不按问题条数；数据集少于3个或记录少于1000行的部门单列一组。
  - 空白为不适用：没有可检查的内容、未到期或上月没有得分。部门行的综合分另计到数及时、整改和目录挂接。
  - 部门之间相互矛盾的数据核实前不计分；经核准的例外和上级系统的问题不计分。评分在次月冻结日之后不再变化。
*/
WITH before AS (
    SELECT dataset, score
    FROM findings.source_scores
    WHERE month = CAST(CAST($month_start AS DATE) - INTERVAL 1 MONTH AS DATE)
),

sides AS (
    SELECT
        dataset,
        max(score) FILTER (WHERE dimension = '规范性') AS conformity,
        max(score) FILTER (WHERE dimension = '完整性') AS completeness,
        max(score) FILTER (WHERE dimension = '准确性') AS accuracy,
        max(score) FILTER (WHERE dimension = '一致性') AS consistency,
        max(score) FILTER (WHERE dimension = '时效性') AS timeliness,
        max(score) FILTER (WHERE dimension = '可访问性') AS accessibility
    FROM findings.dimension_scores
    WHERE month = $month_start
    GROUP BY dataset
),

typical AS (
    SELECT t.dataset, coalesce(i.label, t.rule) AS label
    FROM (SELECT dataset, rule, sum(findings) AS findings FROM findings.tally WHERE waits GROUP BY dataset, rule) AS t
    LEFT JOIN catalog.issues AS i ON i.code = t.rule
    QUALIFY row_number() OVER (PARTITION BY t.dataset ORDER BY t.findings DESC, t.rule) = 1
),

sources AS (
    SELECT s.*, c.title, s.score - b.score AS change, t.label AS typical,
        CAST(s.status IS NOT NULL AND s.status <> 'pending' AS INTEGER) AS was_due,
        CAST(coalesce(s.status IN ('on_time', 'late'), false) AS INTEGER) AS has_come
    FROM findings.source_scores AS s
    INNER JOIN catalog.sources AS c ON c.dataset = s.dataset
    LEFT JOIN before AS b ON b.dataset = s.dataset
    LEFT JOIN typical AS t ON t.dataset = s.dataset
    WHERE s.month = $month_start
),

lines AS (
    SELECT department, title AS dataset, was_due, has_come, days_late, rows, evaluated, score, grade, change, appeared, fixed,
        overdue, to_fix, typical, dataset AS source
    FROM sources
    UNION ALL
    SELECT d.department, '合计' AS dataset, sum(s.was_due) AS was_due, sum(s.has_come) AS has_come, max(s.days_late) AS days_late,
        any_value(d.rows) AS rows, any_value(d.evaluated) AS evaluated, any_value(d.score) AS score, any_value(d.grade) AS grade,
        any_value(d.change) AS change, sum(s.appeared) AS appeared, sum(s.fixed) AS fixed, sum(s.overdue) AS overdue,
        sum(s.to_fix) AS to_fix, NULL AS typical, NULL AS source
    FROM findings.department_scores AS d
    INNER JOIN sources AS s ON s.department = d.department
    WHERE d.month = $month_start
    GROUP BY d.department
)

SELECT
    d.peer_group,
    CASE WHEN l.source IS NULL THEN d.rank END AS rank,
    coalesce(n.title, l.department) AS department,
    l.dataset,
    CAST(l.was_due AS BIGINT) AS due,
    CAST(l.has_come AS BIGINT) AS came,
    CAST(l.days_late AS BIGINT) AS days_late,
    l.rows,
    l.evaluated,
    v.conformity,
    v.completeness,
    v.accuracy,
    v.consistency,
    v.timeliness,
    v.accessibility,
    l.score,
    l.grade,
    l.change,
    CAST(l.appeared AS BIGINT) AS appeared,
    CAST(l.fixed AS BIGINT) AS fixed,
    CAST(l.overdue AS BIGINT) AS overdue,
    CAST(l.to_fix AS BIGINT) AS to_fix,
    l.typical,
    CASE WHEN l.source IS NULL THEN '合计' END AS summary
FROM lines AS l
INNER JOIN findings.department_scores AS d ON d.department = l.department AND d.month = $month_start
LEFT JOIN catalog.departments AS n ON n.department = l.department
LEFT JOIN sides AS v ON v.dataset = l.source
ORDER BY d.peer_group, d.rank NULLS LAST, l.department, l.source NULLS FIRST
