/*
args: [address]
returns: "an address without province, prefecture and county"
*/
-- A-01: upper levels are often missing; what is left begins with the township or the village. 苗市镇 is no prefecture.
CASE WHEN regexp_matches(address, '^[^县0-9]{1,5}?市(镇|乡|街道|社区|村)') THEN address ELSE regexp_replace(address,
    '^(\p{Han}{2,8}?(省|自治区))?([^县0-9]{2,8}?(市|地区|自治州))?(\p{Han}{1,6}?县|\p{Han}{1,5}?[^社活园矿景]区)?', '') END
