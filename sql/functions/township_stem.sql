/*
args: [address]
returns: "the township's name without its kind and without a nationality, null when none is named"
*/
nullif(regexp_extract(
    below_county(address), '^(\p{Han}{1,6}?)(土家族|苗族|白族|回族|侗族|瑶族)?(乡|镇|街道办事处|街道)', 1
), '')
