/*
args: [raw]
returns: "upper-case id text without labels, spaces and hyphens"
*/
-- D-04 look-alikes of X (multiplication sign, Cyrillic) and D-05 decorations; most numbers have neither.
CASE WHEN regexp_full_match(raw, '[0-9]{17}[0-9X]') THEN raw ELSE regexp_replace(
    translate(upper(plain(raw)), '×ХХ✕', 'XXXX'),
    '^(居民|公民)?(身份证|身份)(证)?(件)?(号码|号)?:?|[\s''’‘`"_-]+|\.$', '', 'g'
) END
