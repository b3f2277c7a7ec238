/*
args: [valid_from, valid_to, today]
returns: "whether a dated declaration is in force on a day; the last day is the first on which it is not"
*/
valid_from <= today AND (valid_to IS NULL OR CAST(valid_to AS DATE) > today)
