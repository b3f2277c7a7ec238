/*
args: [raw]
returns: "an amount without currency signs, separators and spaces"
*/
regexp_replace(translate(upper(solid(raw)), 'O', '0'), '[￥¥,，]|人民币|RMB|CNY|元|整$', '', 'g')
