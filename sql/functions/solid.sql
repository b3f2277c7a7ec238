/*
args: [raw]
returns: "plain text without any white space"
*/
regexp_replace(plain(raw), '\s+', '', 'g')
