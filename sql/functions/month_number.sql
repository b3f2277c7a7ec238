/*
args: [iso]
returns: "the month of a day or month as a number (year times twelve plus month), for differences in months"
*/
CAST(substr(CAST(iso AS VARCHAR), 1, 4) AS INTEGER) * 12 + CAST(substr(CAST(iso AS VARCHAR), 6, 2) AS INTEGER)
