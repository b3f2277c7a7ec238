/*
args: [txt]
returns: "the Chinese part of a code written together with its label (1男, 01-汉族)"
*/
CASE WHEN NOT regexp_full_match(txt, '\p{Han}+|[0-9A-Z.]+') THEN nullif(regexp_replace(txt, '[^\p{Han}]+', '', 'g'), txt) END
