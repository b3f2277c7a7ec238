/*
args: [raw]
returns: "the digit groups of a time joined by hyphens"
*/
date_text(raw)
