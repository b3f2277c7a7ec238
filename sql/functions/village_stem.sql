/*
args: [address]
returns: "the village's name without its kind, null when none is named"
*/
-- A-03.
nullif(regexp_extract(
    regexp_replace(below_county(address), '^\p{Han}{1,6}?(乡|镇|街道办事处|街道)', ''),
    '^(\p{Han}{1,8}?)(村民委员会|居民委员会|村委会|居委会|社区|村|$)', 1
), '')
