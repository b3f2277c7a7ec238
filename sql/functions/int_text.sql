/*
args: [raw]
returns: "a whole number without its measure word"
*/
CASE WHEN regexp_full_match(raw, '[0-9]+') THEN raw
ELSE regexp_replace(regexp_replace(solid(raw), '(岁|周岁|人|年|个|户)$', ''), '\.0+$', '') END
