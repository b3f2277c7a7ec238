/*
args: [batch]
returns: "a text that orders batches of one source by day and number: 2025-12-31 before 2025-12-31.2 before 2025-12-31.10"
*/
concat(substr(batch, 1, 10), lpad(regexp_extract(batch, '[.]([0-9]+)$', 1), 6, '0'))
