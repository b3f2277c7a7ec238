/*
args: [birth, on_day]
returns: "completed years from one day to another, negative when the second lies before the first"
*/
CAST(year(on_day) - year(birth)
    - CASE WHEN month(on_day) * 100 + day(on_day) < month(birth) * 100 + day(birth) THEN 1 ELSE 0 END AS INTEGER)
