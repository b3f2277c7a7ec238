/*
args: [y, m]
returns: "ISO month of two texts, null when there is no such month"
*/
CASE WHEN TRY_CAST(m AS INTEGER) BETWEEN 1 AND 12 AND y BETWEEN '1880' AND '2100' THEN y || '-' || lpad(m, 2, '0') END
