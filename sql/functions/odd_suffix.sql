/*
args: [place]
returns: "whether a place names its village by the committee (A-03)"
*/
regexp_matches(place, '村民委员会|居民委员会|村委会|居委会')
