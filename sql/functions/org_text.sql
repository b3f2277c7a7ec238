/*
args: [raw]
returns: "the name of an organization without white space"
*/
solid(raw)
