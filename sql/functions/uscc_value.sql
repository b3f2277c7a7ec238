/*
args: [core, txt, day, unit]
returns: "the code when its check character holds"
*/
CASE WHEN substr(core, 18, 1) = uscc_check(core) AND NOT is_placeholder_number(core) THEN core END
