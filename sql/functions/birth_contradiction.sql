/*
args: [id_number, iso, txt]
returns: "D-20 when a birth date is not the one inside a valid id number, at the coarser precision"
*/
-- A day counted from 1904 on, as old Macs did, is read four years and a day too early: that is T-02.
CASE WHEN NOT starts_with(CAST(id_number_birth(id_number) AS VARCHAR), substr(iso, 1, 10))
    AND NOT (is_serial_day(txt) AND id_number_birth(id_number) = TRY_CAST(substr(iso, 1, 10) AS DATE) + 1462)
    THEN 'D-20' END
