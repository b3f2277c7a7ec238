/*
title: 校核申请的答复
row: 一件校核申请的最新答复，及其后有新批次的更正答复数
columns:
  rechecked: 答复之后来源已有新的批次
  returns: 答复“已更正”之后又有新批次的次数；值仍未变的即退回
*/
WITH newest AS (
    SELECT dataset, max(batch_key(batch)) AS batch FROM raw.deliveries WHERE status = 'accepted' GROUP BY dataset
)

SELECT
    a.number AS dispute_id,
    arg_max(a.word, a.place) AS word,
    arg_max(coalesce(a.after < n.batch, false), a.place) AS rechecked,
    CAST(count(DISTINCT a.after) FILTER (WHERE a.after < n.batch AND a.word = 'correction_claimed') AS INTEGER) AS returns
FROM findings.answers AS a
LEFT JOIN newest AS n ON n.dataset = a.dataset
WHERE a.about = 'dispute'
GROUP BY a.number
