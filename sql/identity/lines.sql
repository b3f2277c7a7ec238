/*
title: 文件行数账
row: 一个报送文件的行数：表头、未计入、落地，以及落地行的去向（已归并、已隔离）
published: true
*/
WITH linked AS (
    SELECT dataset, batch, file, CAST(count(DISTINCT (coalesce(sheet, ''), row_number)) AS BIGINT) AS linked
    FROM identity.links
    GROUP BY dataset, batch, file
),

quarantined AS (
    SELECT dataset, batch, file, CAST(count(*) AS BIGINT) AS quarantined
    FROM quarantine.rows
    GROUP BY dataset, batch, file
)

SELECT
    f.dataset,
    f.department,
    f.batch,
    f.file,
    f.status,
    f.lines,
    f.header_lines,
    f.ignored,
    f.landed,
    coalesce(l.linked, 0) AS linked,
    coalesce(q.quarantined, 0) AS quarantined
FROM raw.files AS f
LEFT JOIN linked AS l ON l.dataset = f.dataset AND l.batch = f.batch AND l.file = f.file
LEFT JOIN quarantined AS q ON q.dataset = f.dataset AND q.batch = f.batch AND q.file = f.file
