/*
args: [txt]
returns: "whether the text only says that there is no value (T-13)"
*/
-- The pattern is asked only where a cheap look lets the text be one of these words.
CASE
    WHEN length(txt) <= 4 OR contains('—-/.?？、', substr(txt, 1, 1)) THEN regexp_full_match(
        upper(txt),
        '无|不详|未知|其他|其它|暂无|没有|未办理|未登记|空|略|同上|〃|—+|-+|/+|\.+|\*|NULL|NONE|NAN|N/A|#N/A|\?+|？+|、+'
    )
    WHEN txt IS NOT NULL THEN false
END
