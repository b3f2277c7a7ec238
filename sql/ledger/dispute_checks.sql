/*
title: 校核申请的复核
row: 一件校核申请，来源的报送对它说了什么
columns:
  record_id: 被质疑的值所在的记录，值已不在的为空
  outcome: 已有结果的为结果，空为尚未办结
*/
WITH known AS (
    SELECT o.dispute_id, o.entity_type, o.entity_id, o.element, o.source, o.disputed_value, o.claimed_value, o.origin,
        o.raised_by, o.reason, o.opened_on, true AS raised
    FROM ledger.dispute_openings AS o
    UNION ALL
    -- nobody says so any more
    SELECT m.dispute_id, m.entity_type, m.entity_id, m.element, m.source, m.disputed_value, m.claimed_value, m.origin,
        m.raised_by, m.reason, m.opened_on, false AS raised
    FROM memory.disputes AS m
    ANTI JOIN ledger.dispute_openings AS o ON o.dispute_id = m.dispute_id
),

redelivered AS (
    SELECT k.dispute_id, max(s.last_seen) AS last_seen
    FROM known AS k
    INNER JOIN ledger.statements AS s
        ON s.entity_type = k.entity_type AND s.entity_id = k.entity_id AND s.element = k.element
        AND s.dataset = k.source AND s.value = k.disputed_value AND s.in_force
    GROUP BY k.dispute_id
),

compared AS (
    SELECT k.*, m.outcome AS outcome_before, g.value AS golden_value, g.compare, g.record_id,
        coalesce(g.value = k.disputed_value AND g.source = k.source, false) AS stands
    FROM known AS k
    LEFT JOIN ledger.golden AS g
        ON g.entity_type = k.entity_type AND g.entity_id = k.entity_id AND g.element = k.element
    LEFT JOIN memory.disputes AS m ON m.dispute_id = k.dispute_id
)

SELECT
    c.dispute_id, c.entity_type, c.entity_id, c.element, c.source, c.disputed_value, c.claimed_value, c.origin,
    c.raised_by, c.reason, c.opened_on,
    CASE WHEN c.stands THEN c.record_id END AS record_id,
    a.word,
    coalesce(a.rechecked, false) AS rechecked,
    CASE WHEN c.stands THEN coalesce(a.returns, 0) ELSE 0 END AS returns,
    -- only what the source delivers closes: another value, or the same once more (guide 7.4)
    CASE
        WHEN c.stands AND c.raised THEN CASE
            WHEN a.word = 'declined' AND a.rechecked THEN 'upheld'
            WHEN coalesce(a.word, '') <> 'correction_claimed' AND r.last_seen > c.opened_on THEN 'upheld'
        END
        WHEN c.outcome_before IS NOT NULL THEN c.outcome_before
        WHEN c.stands THEN 'lapsed'
        WHEN c.golden_value IS NULL THEN 'ended'
        WHEN counts_as_same(c.compare, c.golden_value, c.claimed_value) THEN 'adopted'
        ELSE 'changed'
    END AS outcome
FROM compared AS c
LEFT JOIN redelivered AS r ON r.dispute_id = c.dispute_id
LEFT JOIN ledger.dispute_answers AS a ON a.dispute_id = c.dispute_id
