/*
title: 每个文件的行数 = 表头 + 未计入 + 落地
asset: raw.files
dimension: 完整性
severity: error
blocking: true
*/
SELECT dataset, batch, file, lines, header_lines, ignored, landed
FROM raw.files
WHERE status = 'accepted' AND lines <> header_lines + ignored + landed
