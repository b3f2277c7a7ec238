/*
args: [told, known]
returns: "how what is left of an id number agrees with a valid one: head, one_edit, two_edits, few_edits, other; null where too little is left"
*/
CASE
    WHEN known IS NULL OR coalesce(length(told), 0) < 14 OR contains(told, '*') THEN NULL
    -- Excel and binary floats keep fifteen or sixteen digits (D-01, D-03)
    WHEN substr(told, 1, 15) = substr(known, 1, 15) THEN 'head'
    -- bytes are characters here, for these are digits; the list names the distances from 0 to 4
    ELSE coalesce(['one_edit', 'one_edit', 'two_edits', 'few_edits', 'few_edits'][damerau_levenshtein(told, known) + 1], 'other')
END
