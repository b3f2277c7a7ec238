/*
title: 校核申请的期限
row: 今日送达的校核申请的期限，以及逾期和退回的界限
columns:
  number: 今日是第几个工作日
*/
WITH today AS (
    SELECT max(workday_number) AS number FROM catalog.calendar WHERE day <= $today
),

workdays AS (
    SELECT workday_number AS number, min(day) AS day FROM catalog.calendar GROUP BY workday_number
),

declared AS (
    SELECT
        max(number) FILTER (WHERE name = 'sign_in_days') AS sign_in,
        max(number) FILTER (WHERE name = 'correction_days') AS correction,
        max(number) FILTER (WHERE name = 'payment_stop_days') AS payment_stop,
        max(number) FILTER (WHERE name = 'supervision_days') AS supervision,
        max(number) FILTER (WHERE name = 'escalation_days') AS escalation,
        max(number) FILTER (WHERE name = 'returns_max') AS returns_max,
        max(value) FILTER (WHERE name = 'payment_stop_elements') AS payment_stop_elements
    FROM catalog.parameters
    WHERE is_valid(valid_from, valid_to, $today)
)

SELECT t.number, s.day AS sign_in_due, c.day AS correction_due, p.day AS payment_stop_due,
    d.supervision, d.escalation, d.returns_max, string_split(d.payment_stop_elements, '|') AS payment_stop_elements
FROM today AS t
CROSS JOIN declared AS d
LEFT JOIN workdays AS s ON s.number = t.number + d.sign_in
LEFT JOIN workdays AS c ON c.number = t.number + d.correction
LEFT JOIN workdays AS p ON p.number = t.number + d.payment_stop
