/*
args: [raw]
returns: "a whole number without its measure word"
*/
regexp_replace(regexp_replace(solid(raw), '(岁|周岁|人|年|个|户)$', ''), '\.0+$', '')
