/*
args: [raw]
returns: "a code or label without white space, upper case"
*/
upper(solid(raw))
