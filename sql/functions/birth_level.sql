/*
args: [told, known]
returns: "how a birth date told to the day agrees with a known one: day, swapped, near, other; null where it is less exact"
*/
CASE
    WHEN known IS NULL OR coalesce(length(told), 0) < 10 THEN NULL
    WHEN told = known THEN 'day'
    WHEN substr(told, 1, 4) = substr(known, 1, 4) AND substr(told, 6, 2) = substr(known, 9, 2)
        AND substr(told, 9, 2) = substr(known, 6, 2) THEN 'swapped'
    WHEN substr(told, 1, 7) = substr(known, 1, 7) OR substr(told, 5) = substr(known, 5)
        OR concat(substr(told, 1, 4), substr(told, 8)) = concat(substr(known, 1, 4), substr(known, 8)) THEN 'near'
    ELSE 'other'
END
