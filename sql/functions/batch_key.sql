/*
args: [batch]
returns: "text that sorts the batches of a dataset by day and number: 2025-12-31.2 is 2025-12-31.0002"
*/
split_part(batch, '.', 1) || '.' || lpad(coalesce(nullif(split_part(batch, '.', 2), ''), '1'), 4, '0')
