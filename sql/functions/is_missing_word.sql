/*
args: [txt]
returns: "whether the text only says that there is no value (T-13)"
*/
regexp_full_match(
    upper(txt),
    '无|不详|未知|其他|其它|暂无|没有|未办理|未登记|空|略|同上|〃|—+|-+|/+|\.+|\*|NULL|NONE|NAN|N/A|#N/A|\?+|？+|、+'
)
