/*
args: [raw]
returns: "plain text without any white space"
*/
CASE WHEN regexp_full_match(raw, '[!-~\p{Han}]+') THEN raw ELSE regexp_replace(plain(raw), '\s+', '', 'g') END
