/*
args: [raw]
returns: "digits of a division code"
*/
regexp_replace(solid(raw), '[''’]|\.0+$', '', 'g')
