/*
args: [born, today]
returns: "completed years of age on a day"
*/
year(today) - year(born) - CAST(month(today) * 100 + day(today) < month(born) * 100 + day(born) AS INTEGER)
