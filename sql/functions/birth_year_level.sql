/*
args: [told, known]
returns: "how a bare year of birth agrees with a known birth date: equal, other; null where it is more exact"
*/
CASE WHEN length(told) = 4 THEN CASE WHEN starts_with(known, told) THEN 'equal' ELSE 'other' END END
