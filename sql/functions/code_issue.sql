/*
args: [raw, txt, core, usable, day, unit]
returns: "null, BLANK, T-13, T-10 (yes or no in other words), T-12 (another edition's code), or T-11 (code and label in one cell, or not in the list)"
*/
-- A code shorter than the list's is of the one-digit lists that older systems kept; a lost leading zero is not.
-- core is the code when the cell was exactly one spelling of it; unit is the name of the list.
CASE
    WHEN core = raw AND (unit <> 'yes_no' OR unit IS NULL) THEN NULL
    WHEN core IS NOT NULL AND unit = 'yes_no' AND txt <> core THEN 'T-10'
    WHEN core IS NOT NULL AND length(txt) < length(core) AND regexp_full_match(txt, '[0-9]+') AND NOT ends_with(core, txt)
        THEN 'T-12'
    WHEN core IS NOT NULL THEN NULL
    WHEN txt IS NULL THEN 'BLANK'
    WHEN usable IS NULL AND is_missing_word(txt) THEN 'T-13'
    ELSE 'T-11'
END
