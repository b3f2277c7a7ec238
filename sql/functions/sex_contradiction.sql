/*
args: [id_number, sex]
returns: "D-20 when a sex is not the one of the 17th digit of a valid id number"
*/
CASE WHEN sex IN ('1', '2') AND (ascii(substr(id_number, 17, 1)) % 2 = 1) <> (sex = '1') THEN 'D-20' END
