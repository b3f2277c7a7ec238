/*
title: 质检问题
row: 一个问题，有稳定编号、责任部门、期限与状态
published: true
columns:
  false_claims: 答复“已整改”而下一批次复核时仍然存在的次数
  checked_batch: 最近一次复核所依据的批次
*/
-- a claim is put to the test by each newer batch; batches before the last look at the finding were counted then
WITH refuted AS (
    SELECT n.finding_id, CAST(count(DISTINCT a.after) AS INTEGER) AS claims
    FROM findings.now AS n
    INNER JOIN findings.answers AS a
        ON a.number = n.finding_id AND a.about = 'finding' AND a.word = 'claimed' AND a.after < n.checked_batch
    LEFT JOIN memory.findings AS m ON m.finding_id = n.finding_id
    WHERE NOT n.of_delivery AND coalesce(m.status, '') <> 'fixed' AND a.after >= coalesce(m.checked_batch, '')
    GROUP BY n.finding_id
),

judged AS (
    SELECT
        n.*,
        m.first_seen,
        m.due_date,
        CASE WHEN m.status = 'fixed' THEN m.last_seen END AS closed_on,
        coalesce(m.false_claims, 0) + coalesce(r.claims, 0) AS false_claims,
        CASE
            WHEN a.excepted THEN 'excepted'
            WHEN n.unverified THEN '待核'
            WHEN a.upstream THEN 'upstream'
            WHEN a.claimed AND a.unchecked THEN 'claimed'
            WHEN a.claimed AND n.of_delivery THEN 'fixed'
            WHEN a.exception_asked THEN 'exception_asked'
            WHEN a.claimed OR m.status IN ('fixed', 'reopened') OR m.false_claims > 0 THEN 'reopened'
            ELSE 'open'
        END AS status
    FROM findings.now AS n
    LEFT JOIN findings.answered AS a ON a.finding_id = n.finding_id
    LEFT JOIN refuted AS r ON r.finding_id = n.finding_id
    LEFT JOIN memory.findings AS m ON m.finding_id = n.finding_id
)

SELECT
    j.finding_id,
    j.dataset,
    j.batch,
    j.file,
    j.sheet,
    j.row_number,
    j.business_key,
    j.entity_type,
    j.entity_id,
    j.field AS element,
    j.field,
    j.header,
    j.rule,
    j.dimension,
    j.severity,
    j.department,
    j.original,
    j.message,
    j.advice AS expected,
    coalesce(j.first_seen, $today) AS first_seen,
    CASE WHEN j.status = 'fixed' THEN coalesce(j.closed_on, $today) ELSE $today END AS last_seen,
    CASE WHEN j.severity <> 'info' AND NOT j.unverified THEN coalesce(j.due_date, d.due_date) END AS due_date,
    j.status,
    j.false_claims,
    j.checked_batch
FROM judged AS j
CROSS JOIN findings.deadline AS d
UNION ALL
SELECT m.finding_id, m.dataset, m.batch, m.file, m.sheet, m.row_number, m.business_key, m.entity_type, m.entity_id,
    m.element, m.field, m.header, m.rule, m.dimension, m.severity, m.department, m.original, m.message,
    NULL AS expected, m.first_seen, m.last_seen, m.due_date, 'fixed' AS status,
    coalesce(m.false_claims, 0) AS false_claims, m.checked_batch
FROM memory.findings AS m
ANTI JOIN findings.now AS n ON n.finding_id = m.finding_id
