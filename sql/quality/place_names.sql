/*
title: 地址中的地名
row: 一种地址写法与现行区划的对照
*/
-- where the catalog holds several counties, what an address leaves out can not be told
WITH county AS (
    SELECT
        max(name) FILTER (WHERE level = 1) || max(name) FILTER (WHERE level = 2) AS upper_names,
        max(name) FILTER (WHERE level = 3) AS name,
        regexp_replace(max(name) FILTER (WHERE level = 3), '[县区市]$', '') AS short_name
    FROM catalog.divisions
    HAVING count(*) FILTER (WHERE level = 3) = 1
),

written AS (
    SELECT DISTINCT place, kind, beside
    FROM findings.addresses
    WHERE kind <> 'group_no'
),

-- what stands below the county, however much of the upper levels is written
trimmed AS (
    SELECT w.place, w.kind, w.beside, c.upper_names, c.name,
        CASE WHEN w.kind = 'address' THEN strpos(w.place, c.name) ELSE 0 END AS upper_end,
        CASE
            WHEN contains(w.place, c.name) THEN substr(w.place, strpos(w.place, c.name) + length(c.name))
            WHEN starts_with(w.place, c.short_name) THEN substr(w.place, length(c.short_name) + 1)
            ELSE below_county(w.place)
        END AS place_below,
        starts_with(w.place, c.short_name) AS begins_with_county
    FROM written AS w
    LEFT JOIN county AS c ON true
),

stems AS (
    SELECT *,
        CASE WHEN kind <> 'village' OR beside IS NULL THEN township_stem(place_below) ELSE township_stem(beside) END AS township,
        CASE WHEN kind <> 'township' THEN village_stem(place_below) END AS village,
        regexp_extract(place_below, '^\p{Han}{1,12}?(乡|镇|街道办事处|街道)') AS township_name
    FROM trimmed
)

SELECT
    s.place, s.kind, s.beside, s.township, s.village, s.place_below, s.township_name,
    s.upper_end > 1
        AND NOT ends_with(translate(s.upper_names, '省市', ''), translate(substr(s.place, 1, s.upper_end - 1), '省市', ''))
        AND NOT ends_with(substr(s.place, 1, s.upper_end - 1), s.upper_names) AS other_upper_names,
    starts_with(s.place, s.upper_names || s.name) AS upper_names_complete,
    t.township_stem IS NOT NULL AS township_known,
    v.village_stem IS NOT NULL AS village_known,
    coalesce(a.units, 0) AS units_of_that_name,
    -- townships of other counties bear the same names: an address that names one is none of ours
    s.upper_end > 0 OR s.begins_with_county
        OR (s.place IN (s.place_below, s.upper_names || s.place_below) AND (t.township_stem IS NOT NULL OR a.units > 0))
        AS in_county,
    s.township_name <> '' AND n.name IS NULL AS township_name_differs
FROM stems AS s
LEFT JOIN (SELECT DISTINCT township_stem FROM catalog.places) AS t ON t.township_stem = s.township
LEFT JOIN (SELECT DISTINCT township_stem, village_stem FROM catalog.places) AS v
    ON v.township_stem = s.township AND v.village_stem = s.village
LEFT JOIN (
    SELECT village_stem, count(*) AS units FROM catalog.places WHERE township_stem IS NOT NULL GROUP BY village_stem
) AS a ON a.village_stem = s.village AND s.township IS NULL
LEFT JOIN (SELECT DISTINCT name FROM catalog.divisions WHERE level = 4) AS n ON n.name = s.township_name
