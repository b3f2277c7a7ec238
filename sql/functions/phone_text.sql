/*
args: [raw]
returns: "digits of phones, several kept apart by a comma"
*/
regexp_replace(regexp_replace(regexp_replace(plain(raw), '[、/,;；，|]+|\s+(1[3-9])', ',\1', 'g'), '[^0-9,]+', '', 'g'), '(^|,)(\+?0?0?86)(1[3-9])', '\1\3', 'g')
