/*
title: 本次派发的整改期限
row: 本次派发的问题应在哪一天前整改
*/
WITH today AS (
    SELECT max(workday_number) AS workday_number FROM catalog.calendar WHERE day <= $today
)

SELECT min(c.day) AS due_date
FROM catalog.calendar AS c
CROSS JOIN today AS t
INNER JOIN catalog.parameters AS p ON p.name = 'correction_days' AND is_valid(p.valid_from, p.valid_to, $today)
WHERE c.workday_number = t.workday_number + p.number
