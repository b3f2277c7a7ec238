/*
args: [core, txt, day, unit]
returns: "the number when its check character and birth date hold on the day of delivery, else null"
*/
-- A run of one digit has no birth date; 000000 is no region.
CASE
    WHEN substr(core, 18, 1) = id_number_check(core) AND core NOT LIKE '000000%'
        AND id_number_birth(core) BETWEEN DATE '1880-01-01' AND day THEN core
END
