/*
args: [raw]
returns: "an account number without spaces and hyphens"
*/
regexp_replace(upper(plain(raw)), '[\s''’-]+', '', 'g')
