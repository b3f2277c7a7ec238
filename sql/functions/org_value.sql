/*
args: [core, txt, day, unit]
returns: "the name when it says anything"
*/
CASE WHEN NOT is_missing_word(core) THEN core END
