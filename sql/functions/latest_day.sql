/*
args: [iso]
returns: "the last day that a day, month or year written in ISO form may mean"
*/
CASE length(iso)
    WHEN 10 THEN TRY_CAST(iso AS DATE)
    WHEN 7 THEN last_day(TRY_CAST(iso || '-01' AS DATE))
    WHEN 4 THEN TRY_CAST(iso || '-12-31' AS DATE)
END
