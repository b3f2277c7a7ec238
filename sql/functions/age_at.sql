/*
args: [born, died, today]
returns: "completed years of age today, or at death; null where a date is not known to the day"
*/
whole_years(TRY_CAST(born AS DATE), CASE WHEN died IS NULL THEN today ELSE TRY_CAST(died AS DATE) END)
