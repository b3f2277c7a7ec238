/*
args: [core, txt, day, unit]
returns: "the text, machine words for nothing left out"
*/
CASE WHEN length(core) > 4 OR NOT contains(' NULL NONE NAN N/A #N/A ', ' ' || upper(core) || ' ') THEN core END
