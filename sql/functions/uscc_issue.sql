/*
args: [raw, txt, core, usable, day, unit]
returns: "null or the guide-4 code of a credit-code cell"
*/
CASE
    WHEN usable = raw THEN NULL
    WHEN plain(raw) IS NULL THEN 'BLANK'
    WHEN usable IS NOT NULL AND usable = txt AND length(raw) = 18 THEN 'D-04'
    WHEN usable IS NOT NULL AND usable = txt THEN 'D-05'
    WHEN usable IS NOT NULL THEN 'D-04'
    WHEN regexp_full_match(txt, '[0-9](\.[0-9]+)?E\+?[0-9]{2}') THEN 'D-02'
    WHEN is_missing_word(txt) OR NOT regexp_matches(txt, '[0-9]{4}') OR is_placeholder_number(txt) THEN 'D-09'
    WHEN regexp_full_match(txt, '[0-9]{15}|[0-9A-Z]{9}') THEN 'D-16'
    ELSE 'D-07'
END
