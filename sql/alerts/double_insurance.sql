/*
title: 重复参加基本医保
rule: W-06
version: 1
kind: 数据线索
severity: warn
recipient: medical_insurance
lacks:
  省级医保参保信息: 与外县的重复参保无从发现
*/
WITH insurances AS (
    SELECT
        person_id,
        period,
        max(batch_day) AS list_day,
        CAST(count(DISTINCT category) AS INTEGER) AS kinds,
        array_to_string(list_sort(list(DISTINCT category)), '、') AS names
    FROM ledger.entitlement
    WHERE in_force AND kind = '基本医保' AND status = '正常' AND category IS NOT NULL AND period IS NOT NULL
    GROUP BY person_id, period
    HAVING count(DISTINCT category) > 1
)

SELECT
    'W-06' AS rule,
    1 AS version,
    'person' AS entity_type,
    i.person_id AS entity_id,
    'warn' AS severity,
    CAST(to_json([fact(i.period || '年度有效参保', i.names, 'enrollment', i.list_day)]) AS VARCHAR) AS evidence,
    concat('该人', i.period, '年度同时有效参加', i.names, '。请核实后保留一个，一般保留职工医保。') AS explanation,
    p.division_code
FROM insurances AS i
LEFT JOIN ledger.person AS p ON i.person_id = p.person_id
QUALIFY row_number() OVER (PARTITION BY i.person_id ORDER BY i.period DESC) = 1
ORDER BY i.person_id
