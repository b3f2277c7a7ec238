/*
args: [raw]
returns: "an amount without currency signs, separators and spaces"
*/
CASE WHEN regexp_full_match(raw, '-?[0-9]+(\.[0-9]+)?') THEN raw ELSE regexp_replace(
    translate(upper(solid(raw)), 'O', '0'), '[￥¥,，]|人民币|RMB|CNY|元|整$', '', 'g'
) END
