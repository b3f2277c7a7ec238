/*
args: [raw]
returns: "an account number without spaces and hyphens"
*/
CASE WHEN regexp_full_match(raw, '[0-9]{12,30}') THEN raw
ELSE regexp_replace(upper(plain(raw)), '[\s''’-]+', '', 'g') END
