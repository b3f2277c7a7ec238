/*
args: [raw, txt, core, usable, day, unit]
returns: "null, BLANK or T-13"
*/
CASE WHEN txt IS NULL THEN 'BLANK' WHEN usable IS NULL THEN 'T-13' END
