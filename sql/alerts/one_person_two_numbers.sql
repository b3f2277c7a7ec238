/*
title: 一人有两个公民身份号码
rule: D-14
version: 1
kind: 数据线索
severity: warn
recipient: public_security
params: [second_number_birth_days]
lacks:
  公安机关的号码更正和重户注销记录: 出生日期不同又不同户的两个号码无从判断是否同一人
*/
WITH joined AS (
    SELECT person_id, list_sort(list(fact('公民身份号码', id_number, source, as_of))) AS facts
    FROM ledger.id_numbers
    GROUP BY person_id
),

pairs AS (
    SELECT one_id AS person_id, one_id, other_id FROM ledger.doubles
    UNION ALL
    SELECT other_id AS person_id, one_id, other_id FROM ledger.doubles
),

found AS (
    SELECT person_id, facts FROM joined
    UNION ALL
    SELECT t.person_id, list_sort(list(DISTINCT fact('公民身份号码', v.value, v.source, v.as_of))) AS facts
    FROM pairs AS t
    INNER JOIN ledger.source_values AS v
        ON v.entity_type = 'person' AND v.element = 'id_number' AND v.in_force AND v.entity_id IN (t.one_id, t.other_id)
    ANTI JOIN joined AS j ON t.person_id = j.person_id
    GROUP BY t.person_id
)

SELECT
    'D-14' AS rule,
    1 AS version,
    'person' AS entity_type,
    f.person_id AS entity_id,
    'warn' AS severity,
    CAST(to_json(f.facts) AS VARCHAR) AS evidence,
    '各部门以不同的公民身份号码登记同一人，或同一人有两条登记。请核对现行有效号码，注销重复登记。' AS explanation,
    p.division_code
FROM found AS f
INNER JOIN ledger.person AS p ON f.person_id = p.person_id
ORDER BY f.person_id
