/*
args: [place]
returns: "whether a place names its group otherwise than by a number and 组 (A-04)"
*/
regexp_matches(place, '第?[一二三四五六七八九十]+(村民小组|小组|组|队|屯)|第[0-9]+(村民小组|小组|组|队|屯)|[0-9]+(村民小组|小组|队|屯)')
