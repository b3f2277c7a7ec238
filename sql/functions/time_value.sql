/*
args: [core, txt, day, unit]
returns: "the time unless its day is a sentinel"
*/
CASE WHEN NOT is_sentinel_date(substr(core, 1, 10)) THEN core END
