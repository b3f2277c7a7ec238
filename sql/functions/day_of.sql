/*
args: [y, m, d]
returns: "ISO day of three texts, null when there is no such day"
*/
CAST(TRY_CAST(y || '-' || lpad(m, 2, '0') || '-' || lpad(d, 2, '0') AS DATE) AS VARCHAR)
