/*
args: [raw]
returns: "an area without white space and separators"
*/
regexp_replace(upper(solid(raw)), '[,，]|约', '', 'g')
