/*
args: [raw]
returns: "upper-case code without spaces and hyphens"
*/
regexp_replace(upper(plain(raw)), '[\s''’_.-]+', '', 'g')
