/*
args: [raw]
returns: "digits of phones, several kept apart by a comma"
*/
-- T-15: the country code first, or the space behind it would part the number in two
CASE WHEN regexp_full_match(raw, '1[3-9][0-9]{9}') THEN raw ELSE regexp_replace(regexp_replace(
    regexp_replace(plain(raw), '(^|[^0-9])\+?0{0,2}86[ -]?(1[3-9])', '\1\2', 'g'),
    '[、/,;；，|]+|\s+(1[3-9])', ',\1', 'g'), '[^0-9,]+', '', 'g') END
