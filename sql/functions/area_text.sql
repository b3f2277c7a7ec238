/*
args: [raw]
returns: "an area without white space and separators"
*/
CASE WHEN regexp_full_match(raw, '[0-9]+(\.[0-9]+)?') THEN raw
ELSE regexp_replace(upper(solid(raw)), '[,，]|约', '', 'g') END
