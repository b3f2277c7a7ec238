/*
args: [core, txt, day, unit]
returns: "the whole number"
*/
CASE WHEN regexp_full_match(core, '-?[0-9]{1,9}') THEN CAST(core AS INTEGER) END
