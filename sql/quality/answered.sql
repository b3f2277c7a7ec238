/*
title: 问题的答复与例外
row: 一个有答复或裁定的问题：部门的最新答复、数据局对例外的最新裁定
columns:
  unchecked: 答复之后没有新的批次
*/
WITH said AS (
    SELECT a.number AS finding_id, a.word, a.after, a.told
    FROM findings.answers AS a
    WHERE a.about = 'finding'
    QUALIFY row_number() OVER (PARTITION BY a.number ORDER BY a.place DESC) = 1
),

ruled AS (
    SELECT x.finding_id, x.verdict, x.until, x.decided_on
    FROM findings.exceptions AS x
    QUALIFY row_number() OVER (PARTITION BY x.finding_id ORDER BY x.place DESC) = 1
)

SELECT
    n.finding_id,
    coalesce(r.verdict = 'granted' AND r.until >= $today, false) AS excepted,
    coalesce(s.word = 'upstream', false) AS upstream,
    coalesce(s.word = 'claimed', false) AS claimed,
    coalesce(s.after >= n.checked_batch, false) AS unchecked,
    coalesce(s.word = 'exception_asked' AND (r.decided_on IS NULL OR r.decided_on < s.told), false) AS exception_asked
FROM findings.now AS n
LEFT JOIN said AS s ON s.finding_id = n.finding_id
LEFT JOIN ruled AS r ON r.finding_id = n.finding_id
WHERE s.finding_id IS NOT NULL OR r.finding_id IS NOT NULL
