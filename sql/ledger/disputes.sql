/*
title: 校核申请
row: 对一个黄金值的一件校核申请：交给谁、到何时、核实到哪一步、如何办结
published: true
columns:
  told_on: 送达之日，期限由此起算
  due_announced: 期限内的节假日安排是否已公布；否则按周末推算
  returns: 答复“已更正”而复核时值仍未变的次数
*/
WITH timed AS (
    SELECT
        c.*,
        CASE WHEN c.outcome IS NOT NULL THEN coalesce(m.closed_on, $today) END AS closed_on,
        -- who is asked again after an answer has time again
        c.outcome IS NULL AND (m.told_on IS NULL OR m.state = 'closed') AS told_now,
        m.told_on AS told_before, m.sign_in_due AS sign_in_before, m.due_date AS due_before,
        m.batch, m.file, m.sheet, m.row_number
    FROM ledger.dispute_checks AS c
    LEFT JOIN memory.disputes AS m ON m.dispute_id = c.dispute_id
),

due AS (
    SELECT
        t.*,
        CASE WHEN t.told_now THEN $today ELSE t.told_before END AS told_on,
        CASE WHEN t.told_now THEN l.sign_in_due ELSE t.sign_in_before END AS sign_in_due,
        CASE
            WHEN NOT t.told_now THEN t.due_before
            WHEN list_contains(l.payment_stop_elements, t.element) THEN l.payment_stop_due
            ELSE l.correction_due
        END AS due_date,
        l.number, l.supervision, l.escalation, l.returns_max
    FROM timed AS t
    CROSS JOIN ledger.dispute_terms AS l
),

late AS (
    SELECT
        d.*,
        c.announced AS due_announced,
        d.outcome IS NULL AND coalesce(d.word, '') <> 'upstream' AND coalesce(d.due_date < $today, false) AS overdue,
        d.number - c.workday_number AS days_late
    FROM due AS d
    LEFT JOIN catalog.calendar AS c ON c.day = d.due_date
)

SELECT
    d.dispute_id, d.entity_type, d.entity_id, d.element, d.source, s.department, d.disputed_value, d.claimed_value,
    d.origin, d.raised_by, d.reason, d.opened_on, d.told_on, d.sign_in_due, d.due_date, d.due_announced,
    CASE
        WHEN d.outcome IS NOT NULL THEN 'closed'
        WHEN d.returns > d.returns_max THEN 'supervised'
        WHEN d.word = 'upstream' THEN 'upstream'
        WHEN d.word IN ('correction_claimed', 'declined') AND NOT d.rechecked THEN d.word
        WHEN d.overdue AND d.days_late >= d.supervision THEN 'supervised'
        WHEN d.word = 'correction_claimed' THEN 'returned'
        ELSE coalesce(d.word, 'dispatched')
    END AS state,
    d.outcome,
    d.closed_on,
    d.returns,
    d.overdue,
    CASE
        WHEN d.overdue AND d.days_late >= d.escalation THEN 'report'
        WHEN d.overdue AND d.days_late >= d.supervision THEN 'supervise'
    END AS escalation,
    coalesce(p.batch, d.batch) AS batch,
    CASE WHEN p.batch IS NULL THEN d.file ELSE p.file END AS file,
    CASE WHEN p.batch IS NULL THEN d.sheet ELSE p.sheet END AS sheet,
    CASE WHEN p.batch IS NULL THEN d.row_number ELSE CAST(d.record_id % 4294967296 AS BIGINT) END AS row_number
FROM late AS d
LEFT JOIN catalog.sources AS s ON s.dataset = d.source
LEFT JOIN raw.parts AS p ON p.part = d.record_id // 4294967296
