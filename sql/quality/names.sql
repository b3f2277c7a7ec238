/*
title: 疑有出入的姓名
row: 一条记录中与同一人在别处的姓名只差写法、字形、读音或少一字的姓名
*/
SELECT p.record_id, p.role, min(s.rule) AS rule
FROM findings.name_pairs AS p
INNER JOIN findings.name_slips AS s ON s.name = p.name AND s.other_name = p.other_name
GROUP BY p.record_id, p.role
-- where the list leaves open who is meant, only one name may be near
HAVING bool_or(p.same_person) OR count(DISTINCT p.other_name) = 1
