/*
title: 两人共用一个公民身份号码
rule: D-15
version: 1
kind: 数据线索
severity: error
recipient: public_security
*/
-- Only numbers that an authority of identity gives: a mother's number written for her child is a matter of its record.
WITH holders AS (
    SELECT entity_id AS person_id, value AS id_number, source, as_of
    FROM ledger.golden_values
    WHERE entity_type = 'person' AND element = 'id_number' AND rule <> 'last_resort'
),

shared AS (
    SELECT
        id_number,
        CAST(count(*) AS INTEGER) AS people,
        list_sort(list(fact('公民身份号码持有人', person_id, source, as_of))) AS facts
    FROM holders
    GROUP BY id_number
    HAVING count(*) > 1
)

SELECT
    'D-15' AS rule,
    1 AS version,
    'person' AS entity_type,
    h.person_id AS entity_id,
    'error' AS severity,
    CAST(to_json(s.facts) AS VARCHAR) AS evidence,
    concat(
        '有', CAST(s.people AS VARCHAR), '人以尾号', right(s.id_number, 4), '的同一个公民身份号码登记。请核对是重号还是误用，更正之前不得以号码认定身份。'
    ) AS explanation,
    p.division_code
FROM shared AS s
INNER JOIN holders AS h ON s.id_number = h.id_number
LEFT JOIN ledger.person AS p ON h.person_id = p.person_id
ORDER BY h.person_id
