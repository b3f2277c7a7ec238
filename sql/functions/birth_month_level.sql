/*
args: [told, known]
returns: "how a birth date told to the month agrees with a known one: equal, other; null where it is more or less exact"
*/
-- compared at its own precision; it never becomes a day (T-04)
CASE WHEN length(told) = 7 THEN CASE WHEN starts_with(known, told) THEN 'equal' ELSE 'other' END END
