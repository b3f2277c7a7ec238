/*
args: [txt]
returns: "the name alone: notes in brackets, leading 户主, trailing digits and titles removed"
*/
-- N-08, N-12; only a name that ends like a title, or holds more than characters, can lose anything.
CASE WHEN regexp_full_match(txt, '\p{Han}+') AND NOT starts_with(txt, '户主')
    AND NOT contains('书任记长计生师志士', right(txt, 1)) THEN txt
ELSE regexp_replace(regexp_replace(txt,
    '\([^)]*\)$|\[[^\]]*\]$|^户主:?|[0-9]+$', '', 'g'),
    '^(\p{Han}{1,3})(支书|主任|书记|村长|组长|会计|医生|老师|同志|先生|女士)$', '\1') END
