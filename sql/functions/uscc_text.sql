/*
args: [raw]
returns: "upper-case code without spaces and hyphens"
*/
CASE WHEN regexp_full_match(raw, '[0-9A-HJ-NPQRTUWXY]{18}') THEN raw
ELSE regexp_replace(upper(plain(raw)), '[\s''’_.-]+', '', 'g') END
