/*
args: [txt]
returns: "the 18 characters a text stands for: 15 digits upgraded, disability and student numbers stripped, a final * read as X"
*/
-- Guide 2.1: 996 to 999 was kept for people already over 100.
CASE
    WHEN regexp_full_match(txt, '[0-9]{17}[0-9X]') THEN txt
    WHEN regexp_full_match(txt, '[0-9]{15}') THEN
        substr(txt, 1, 6)
        || CASE WHEN substr(txt, 13, 3) BETWEEN '996' AND '999' THEN '18' ELSE '19' END
        || substr(txt, 7)
        || id_number_check(
            substr(txt, 1, 6)
            || CASE WHEN substr(txt, 13, 3) BETWEEN '996' AND '999' THEN '18' ELSE '19' END
            || substr(txt, 7)
        )
    WHEN regexp_full_match(txt, '[0-9]{17}[0-9X][1-7][1-4](B[0-9]*)?') THEN substr(txt, 1, 18)
    WHEN regexp_full_match(txt, 'G[0-9]{17}[0-9X]') THEN substr(txt, 2)
    WHEN regexp_full_match(txt, '[0-9]{17}[*]') AND id_number_check(txt) = 'X' THEN substr(txt, 1, 17) || 'X'
END
