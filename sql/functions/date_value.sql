/*
args: [core, txt, day, unit]
returns: "the date unless it is a system's word for nothing"
*/
CASE WHEN NOT is_sentinel_date(core) THEN core END
