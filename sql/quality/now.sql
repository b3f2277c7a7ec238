/*
title: 本次的问题及其编号
row: 一个本次发现的问题，有稳定编号、实体和复核批次
columns:
  of_delivery: 没有主键，只说这一次报送；下一批次自有其问题
  checked_batch: 数据集最新的已接收批次，即复核所依据的批次
*/
WITH keyed AS (
    SELECT
        r.*,
        coalesce(k.written_key, r.business_key) IS NULL AS of_delivery,
        -- the same rule on the same element of the same business is one finding, in whatever batch it stands
        concat_ws('|', r.rule, r.dataset, coalesce(
            k.written_key, r.business_key, concat_ws('|', r.batch, r.file, r.sheet, CAST(r.row_number AS VARCHAR))
        ), coalesce(r.field, '')) AS about
    FROM findings.reported AS r
    LEFT JOIN findings.keys AS k ON k.record_id = r.record_id AND k.written_key IS NOT NULL
),

numbered AS (
    -- two persons under one number, or two notes on one file, are findings of their own
    SELECT k.*, row_number() OVER (
        PARTITION BY k.about ORDER BY k.batch DESC, k.file, k.sheet, k.row_number, k.original, k.severity, k.message
    ) AS place
    FROM (SELECT DISTINCT * FROM keyed) AS k
),

linked AS (
    SELECT record_id, min(entity_id) AS entity_id
    FROM identity.person_links
    WHERE role IN ('self', 'deceased', 'male')
    GROUP BY record_id
),

newest AS (
    SELECT dataset, max(batch_key(batch)) AS checked_batch
    FROM raw.deliveries
    WHERE status = 'accepted'
    GROUP BY dataset
)

SELECT
    substr(md5(n.about || CASE WHEN n.place > 1 THEN '|' || CAST(n.place AS VARCHAR) ELSE '' END), 1, 20) AS finding_id,
    n.dataset,
    n.batch,
    n.file,
    n.sheet,
    n.row_number,
    n.business_key,
    CASE WHEN l.entity_id IS NOT NULL THEN 'person' END AS entity_type,
    l.entity_id,
    n.field,
    n.header,
    n.rule,
    n.dimension,
    n.severity,
    n.department,
    n.unverified,
    n.original,
    n.message,
    n.advice,
    n.of_delivery,
    coalesce(w.checked_batch, '') AS checked_batch
FROM numbered AS n
LEFT JOIN linked AS l ON l.record_id = n.record_id
LEFT JOIN newest AS w ON w.dataset = n.dataset
