/*
args: [txt]
returns: "the name alone: notes in brackets, leading 户主, trailing digits, titles and its own repetition removed"
*/
-- N-08, N-12. Most names end like none of these, and one look costs less than two replacements.
CASE
    WHEN length(txt) IN (4, 6, 8) AND substr(txt, 1, length(txt) // 2) = substr(txt, length(txt) // 2 + 1)
        THEN substr(txt, 1, length(txt) // 2)
    WHEN regexp_matches(txt, '[)0-9书任记长计生师志士]$|^户主') THEN regexp_replace(regexp_replace(txt,
        '\([^)+]*\)$|^户主:?|[0-9]+$', '', 'g'),
        '^(\p{Han}{1,3})(支书|主任|书记|村长|组长|会计|医生|老师|同志|先生|女士)$', '\1')
    ELSE txt
END
