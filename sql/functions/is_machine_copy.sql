/*
args: [written, id_number]
returns: "whether a spreadsheet (last three digits 000) or a binary float made the one out of the other (D-01, D-03)"
*/
written IN (left(id_number, 15) || '000', CAST(CAST(TRY_CAST(id_number AS DOUBLE) AS HUGEINT) AS VARCHAR))
