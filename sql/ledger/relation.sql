/*
title: 关系
row: 一个实体与另一个实体在一段时间的一种关系
published: true
columns:
  valid_from: 何时起；空为不详
  valid_to: 何时止；空为仍成立或不详
  in_force: 现在是否成立；空为不详
*/
WITH spells AS (
    -- what closes a tie (a divorce) closes all that was told before it; what is told later is a tie of its own
    SELECT
        from_type, from_id, relation, to_type, to_id, source, since, until, in_force, closes, told_on, takes_over,
        coalesce(sum(CAST(closes AS INTEGER)) OVER (
            PARTITION BY from_type, from_id, relation, to_type, to_id, source
            ORDER BY told_on, closes, until
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ), 0) AS spell
    FROM ledger.ties
),

ties AS (
    SELECT
        from_type, from_id, relation, to_type, to_id, source,
        -- where nobody tells when it began: what replaced another began when it was first told
        coalesce(
            min(since),
            CASE WHEN min(told_on) = min(told_on) FILTER (WHERE takes_over) THEN CAST(min(told_on) AS VARCHAR) END
        ) AS valid_from,
        max(until) AS until,
        bool_or(in_force) AND NOT bool_or(closes) AS in_force
    FROM spells
    GROUP BY from_type, from_id, relation, to_type, to_id, source, spell
),

-- a marriage ends with a death that is established
widowed AS (
    SELECT t.from_id, t.to_id, min(d.died_on) AS died_on
    FROM ties AS t
    INNER JOIN ledger.deaths AS d ON d.person_id IN (t.from_id, t.to_id) AND d.grade IN ('A', 'B')
    WHERE t.relation = 'spouse'
    GROUP BY t.from_id, t.to_id
),

-- where nobody tells when a right ended, the next one ended it
successions AS (
    SELECT relation, to_type, to_id, source, valid_from,
        lead(valid_from) OVER (PARTITION BY relation, to_type, to_id, source ORDER BY valid_from) AS next_from
    FROM ties
    WHERE valid_from IS NOT NULL
    GROUP BY relation, to_type, to_id, source, valid_from
)

SELECT 'person' AS from_type, person_id AS from_id, 'member' AS relation, 'household' AS to_type,
    household_id AS to_id, source, valid_from, valid_to, in_force
FROM ledger.memberships
UNION ALL
SELECT
    t.from_type, t.from_id, t.relation, t.to_type, t.to_id, t.source, t.valid_from,
    CASE
        WHEN NOT t.in_force THEN coalesce(t.until, s.next_from)
        WHEN coalesce(w.died_on >= t.valid_from, t.valid_from IS NULL) THEN w.died_on
    END AS valid_to,
    t.in_force AND NOT coalesce(w.died_on >= t.valid_from, t.valid_from IS NULL AND w.died_on IS NOT NULL) AS in_force
FROM ties AS t
LEFT JOIN successions AS s USING (relation, to_type, to_id, source, valid_from)
LEFT JOIN widowed AS w ON t.relation = 'spouse' AND t.from_id = w.from_id AND t.to_id = w.to_id
