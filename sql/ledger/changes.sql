/*
title: 变更
row: 现行认定的一次变化：何时起为真，何时为我们所知；迟到的批次只增加行，不改已记的行
published: true
columns:
  valid_from: 新值何时起为真；不再有值的，何时止
  known_from: 哪一天的批次使我们知道
  cause: 原因；retracted 撤回：现在看来没有这次变化
  version: 首次收录这一行的版本
*/
WITH standing AS (
    SELECT entity_type, entity_id, element, value, valid_from, known_from, known_to,
        lag(value) OVER step AS value_before,
        lag(known_to) OVER step AS ended_on,
        lead(known_from) OVER step AS next_from
    FROM ledger.history
    SEMI JOIN ledger.contested USING (entity_type, entity_id, element)
    WHERE valid_to IS NULL
    WINDOW step AS (PARTITION BY entity_type, entity_id, element ORDER BY known_from)
),

expected AS (
    SELECT entity_type, entity_id, element, CAST(NULL AS VARCHAR) AS old_value, value AS new_value, valid_from, known_from,
        'first' AS cause
    FROM ledger.history
    ANTI JOIN ledger.contested USING (entity_type, entity_id, element)
    UNION ALL
    SELECT entity_type, entity_id, element, CASE WHEN ended_on = known_from THEN value_before END AS old_value,
        value AS new_value, valid_from, known_from,
        CASE WHEN ended_on = known_from THEN 'changed' ELSE 'first' END AS cause
    FROM standing
    -- the same value, since another day
    WHERE ended_on IS DISTINCT FROM known_from OR value_before <> value
    UNION ALL
    SELECT s.entity_type, s.entity_id, s.element, s.value AS old_value, CAST(NULL AS VARCHAR) AS new_value,
        max(h.valid_to) AS valid_from, s.known_to AS known_from, 'ended' AS cause
    FROM standing AS s
    LEFT JOIN ledger.history AS h
        ON h.entity_type = s.entity_type AND h.entity_id = s.entity_id AND h.element = s.element
        AND h.known_from <= s.known_to AND (h.known_to IS NULL OR h.known_to > s.known_to)
    WHERE s.known_to IS NOT NULL AND s.next_from IS DISTINCT FROM s.known_to
    GROUP BY s.entity_type, s.entity_id, s.element, s.value, s.known_to
),

-- of what was told and taken back the last word counts
recorded AS (
    SELECT entity_type, entity_id, element, old_value, new_value, valid_from, known_from,
        arg_max(cause, (version, cause = 'retracted')) AS cause
    FROM memory.changes
    GROUP BY entity_type, entity_id, element, old_value, new_value, valid_from, known_from
    HAVING arg_max(cause, (version, cause = 'retracted')) <> 'retracted'
),

new_rows AS (
    SELECT coalesce(e.entity_type, r.entity_type) AS entity_type, coalesce(e.entity_id, r.entity_id) AS entity_id,
        coalesce(e.element, r.element) AS element, coalesce(e.old_value, r.old_value) AS old_value,
        coalesce(e.new_value, r.new_value) AS new_value, coalesce(e.valid_from, r.valid_from) AS valid_from,
        coalesce(e.known_from, r.known_from) AS known_from, coalesce(e.cause, 'retracted') AS cause
    FROM expected AS e
    FULL JOIN recorded AS r
        ON r.entity_type = e.entity_type AND r.entity_id = e.entity_id AND r.element = e.element
        AND r.old_value IS NOT DISTINCT FROM e.old_value AND r.new_value IS NOT DISTINCT FROM e.new_value
        AND r.valid_from IS NOT DISTINCT FROM e.valid_from AND r.known_from = e.known_from
    WHERE e.entity_type IS NULL OR r.entity_type IS NULL
)

SELECT entity_type, entity_id, element, old_value, new_value, valid_from, known_from, cause, version
FROM memory.changes
UNION ALL
SELECT entity_type, entity_id, element, old_value, new_value, valid_from, known_from, cause,
    CAST($version AS INTEGER) AS version
FROM new_rows
