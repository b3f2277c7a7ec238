/*
args: [raw]
returns: "digits of a division code"
*/
CASE WHEN regexp_full_match(raw, '[0-9]{12}') THEN raw ELSE regexp_replace(solid(raw), '[''’]|\.0+$', '', 'g') END
