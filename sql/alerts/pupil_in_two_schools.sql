/*
title: 学生在两所学校有学籍
rule: TWO_SCHOOLS
version: 1
kind: 数据线索
severity: warn
recipient: education
lacks:
  省级学籍信息: 与外县学校的重复学籍无从发现
*/
WITH pupils AS (
    SELECT
        person_id,
        CAST(count(DISTINCT institution) AS INTEGER) AS schools,
        array_to_string(list_sort(list(DISTINCT institution)), '、') AS names,
        list_sort(list(DISTINCT fact('学籍所在学校', institution, dataset, batch_day))) AS facts
    FROM ledger.enrolment
    WHERE in_force AND kind = '学籍' AND institution IS NOT NULL
    GROUP BY person_id
    HAVING count(DISTINCT institution) > 1
)

SELECT
    'TWO_SCHOOLS' AS rule,
    1 AS version,
    'person' AS entity_type,
    u.person_id AS entity_id,
    'warn' AS severity,
    CAST(to_json(u.facts) AS VARCHAR) AS evidence,
    concat('该生同时在', u.names, CAST(u.schools AS VARCHAR), '所学校有学籍。请核实实际就读学校，办理转学或注销重复学籍。') AS explanation,
    p.division_code
FROM pupils AS u
LEFT JOIN ledger.person AS p ON u.person_id = p.person_id
ORDER BY u.person_id
