/*
args: [raw]
returns: "a date with Arabic numerals"
*/
-- T-01: 二〇二四年三月二十五日 becomes 2024年3月25日.
regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    translate(plain(raw), '〇零一二三四五六七八九', '00123456789'),
    '([1-9])十([1-9])', '\1\2', 'g'), '([1-9])十', '\1' || '0', 'g'), '十([1-9])', '1\1', 'g'), '十', '10', 'g')
