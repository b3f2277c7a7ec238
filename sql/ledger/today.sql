/*
title: 运行日期
row: 本次运行的日期和读到的批次数；视图不能自带参数
*/
-- the day of a run is that of the newest batch: it is not known before the deliveries are read
SELECT CAST($today AS DATE) AS day, CAST(count(*) AS INTEGER) AS batches
FROM raw.deliveries
