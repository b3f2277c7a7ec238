/*
args: [core, txt, day, unit]
returns: "the text, machine words for nothing left out"
*/
CASE WHEN NOT regexp_full_match(upper(core), 'NULL|NONE|NAN|N/A|#N/A') THEN core END
