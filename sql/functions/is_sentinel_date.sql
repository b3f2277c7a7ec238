/*
args: [iso]
returns: "whether a date is a system's word for nothing (T-03)"
*/
-- One search instead of IN: the engine makes a join of a list, for every cell.
length(iso) = 10
AND contains('1900-01-01 1899-12-30 1899-12-31 0001-01-01 9999-12-31 2099-12-31 1970-01-01', iso)
