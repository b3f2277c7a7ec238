/*
title: 运行日期
row: 本次运行的日期；视图不能自带参数
*/
SELECT CAST($today AS DATE) AS day
