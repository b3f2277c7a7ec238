/*
args: [address]
returns: "an address as it is compared: below the county, without the words for kinds of units, numerals Arabic"
*/
-- A-01, A-03, A-04: 大庄村委会第五村民小组, 大庄大队5生产队 and 大庄村5组 are one place
regexp_replace(regexp_replace(regexp_replace(
    translate(below_county(address), '一二三四五六七八九', '123456789'),
    '(村|社区)?(村民委员会|居民委员会|村委会|居委会)|社区|大队', '村', 'g'),
    '村民小组|小组|生产队|队|屯', '组', 'g'),
    '第|(土家族|苗族|白族)?(乡|镇|街道)', '', 'g')
