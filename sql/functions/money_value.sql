/*
args: [core, txt, day, unit]
returns: "yuan with two decimals; 万 multiplies by ten thousand, else the column's unit"
*/
CASE WHEN regexp_full_match(txt, '-?[0-9]+(\.[0-9]+)?(万)?') THEN CAST(TRY_CAST(core AS DECIMAL(18, 6))
    * CASE WHEN txt LIKE '%万' OR unit = '万元' THEN 10000 ELSE 1 END AS DECIMAL(18, 2)) END
