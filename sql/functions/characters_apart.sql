/*
args: [one, other]
returns: "in how many places two texts of equal length differ, up to eight characters; null for other lengths"
*/
CASE WHEN length(one) = length(other) AND length(one) <= 8 THEN
    CAST(substr(one, 1, 1) <> substr(other, 1, 1) AS INTEGER) + CAST(substr(one, 2, 1) <> substr(other, 2, 1) AS INTEGER)
    + CAST(substr(one, 3, 1) <> substr(other, 3, 1) AS INTEGER) + CAST(substr(one, 4, 1) <> substr(other, 4, 1) AS INTEGER)
    + CAST(substr(one, 5, 1) <> substr(other, 5, 1) AS INTEGER) + CAST(substr(one, 6, 1) <> substr(other, 6, 1) AS INTEGER)
    + CAST(substr(one, 7, 1) <> substr(other, 7, 1) AS INTEGER) + CAST(substr(one, 8, 1) <> substr(other, 8, 1) AS INTEGER)
END
