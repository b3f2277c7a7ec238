/*
args: [raw]
returns: "text with half-width letters and digits, control and zero-width characters removed, null when nothing is left"
*/
-- NFKC would also change name characters, so only the ASCII block and spaces are folded.
-- Most cells are clean, and folding costs ten times the look that says so.
CASE WHEN regexp_full_match(raw, '[!-~\p{Han}]+') THEN raw ELSE nullif(trim(regexp_replace(
    translate(raw, '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～　 ', '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~  '),
    '[\x00-\x1F\x7F\x{200B}-\x{200F}\x{2028}-\x{202E}\x{2060}\x{FEFF}]+', ' ', 'g'
)), '') END
