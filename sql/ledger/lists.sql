/*
title: 清单收讫情况
row: 一个数据集最近一批可用的报送；名单不全时，不在名单不能说明什么
columns:
  list_day: 最近一批可用报送的日期
  complete: 此后没有整批或单个文件未接收
*/
WITH batches AS (
    SELECT dataset, day, batch, status, (day, coalesce(TRY_CAST(split_part(batch, '.', 2) AS INTEGER), 1)) AS place
    FROM raw.deliveries
),

newest AS (
    SELECT dataset, max(day) AS list_day, max(place) AS place
    FROM batches
    WHERE status = 'accepted'
    GROUP BY dataset
),

refused AS (
    SELECT b.dataset, max(b.place) AS place
    FROM batches AS b
    LEFT JOIN raw.files AS f ON b.dataset = f.dataset AND b.batch = f.batch AND f.status = 'refused'
    WHERE b.status = 'refused' OR f.dataset IS NOT NULL
    GROUP BY b.dataset
)

SELECT n.dataset, n.list_day, coalesce(r.place < n.place, TRUE) AS complete
FROM newest AS n
LEFT JOIN refused AS r ON n.dataset = r.dataset
