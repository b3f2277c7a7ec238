/*
args: [raw]
returns: "plain text"
*/
plain(raw)
