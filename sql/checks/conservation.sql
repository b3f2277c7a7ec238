/*
title: 每个文件的落地行数 = 已归并 + 已隔离
asset: identity.links
dimension: 完整性
severity: error
blocking: true
*/
SELECT dataset, batch, file, landed, linked, quarantined
FROM identity.lines
WHERE status = 'accepted' AND landed <> linked + quarantined
