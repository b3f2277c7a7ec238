/*
args: [raw]
returns: "a name without alignment spaces, interpuncts canonical, old GBK private-use characters repaired"
*/
-- N-01, N-02, N-04, N-13; the table of private-use slots is the block of GBK U+E815 to U+E864.
CASE WHEN regexp_full_match(raw, '[\x{4E00}-\x{9FFF}]+') THEN raw ELSE regexp_replace(regexp_replace(translate(
    regexp_replace(plain(raw), '(\p{Han})\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]+[0-9]?\)', '\1', 'g'),
    '•・･‧∙⋅●', '⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻·······'
), '(\p{Han})[.。*-](\p{Han}{2,})', '\1·\2', 'g'), '(\p{Han}|·)\s+', '\1', 'g') END
