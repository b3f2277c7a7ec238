/*
args: [id_number, iso]
returns: "D-20 when a birth date is not the one inside a valid id number, at the coarser precision"
*/
CASE WHEN NOT starts_with(CAST(id_number_birth(id_number) AS VARCHAR), substr(iso, 1, 10)) THEN 'D-20' END
