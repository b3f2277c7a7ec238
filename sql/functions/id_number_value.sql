/*
args: [core, txt, day, unit]
returns: "the number when its check character and birth date hold on the day of delivery, else null"
*/
CASE
    WHEN core IS NULL OR is_placeholder_number(core) THEN NULL
    WHEN substr(core, 18, 1) <> id_number_check(core) THEN NULL
    WHEN id_number_birth(core) BETWEEN DATE '1880-01-01' AND day THEN core
END
