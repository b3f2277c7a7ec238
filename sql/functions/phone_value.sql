/*
args: [core, txt, day, unit]
returns: "a mobile, or a landline with or without area code"
*/
CASE
    WHEN length(core) = 11
        AND contains('13800000000 13800138000 13900000000 12345678901 13000000000', core) THEN NULL
    WHEN replace(substr(core, 2), substr(core, 2, 1), '') = '' THEN NULL
    WHEN regexp_full_match(core, '1[3-9][0-9]{9}|0[0-9]{9,11}|[2-8][0-9]{6,7}') THEN core
END
