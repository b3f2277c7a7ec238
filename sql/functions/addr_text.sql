/*
args: [raw]
returns: "an address without white space"
*/
solid(raw)
