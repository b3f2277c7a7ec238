/*
title: 多源差异
row: 一个来源与黄金值对不上的一处；待核，不等于错误
published: true
columns:
  other_element: 相互矛盾的另一个数据元；其余为空
  other_value: 来源的值；覆盖全部人口的来源里没有这个人的，为空
  kind: different 值不同；stale 来源说的是更早的情形；missing 应有而没有；impossible 两个值不可能同时为真
  status: pending 待核；explained 时点不同，不作差错
  likely_wrong: 多半有误的来源；看不出的为空，由核实决定
  reason: 何以见得
*/
WITH numbers AS (
    SELECT entity_id, value AS id_number
    FROM ledger.golden
    WHERE entity_type = 'person' AND element = 'id_number' AND rule <> 'last_resort'
),

-- whether the digits of the person's number say this birth date or sex
weighed AS (
    SELECT d.*,
        CASE d.element
            WHEN 'sex' THEN sex_contradiction(n.id_number, d.golden_value) IS NULL
            WHEN 'birth_date' THEN birth_contradiction(n.id_number, d.golden_value, '') IS NULL
        END AS golden_fits,
        CASE d.element
            WHEN 'sex' THEN sex_contradiction(n.id_number, d.other_value) IS NULL
            WHEN 'birth_date' THEN birth_contradiction(n.id_number, d.other_value, '') IS NULL
        END AS other_fits
    FROM ledger.differences AS d
    LEFT JOIN numbers AS n ON n.entity_id = d.entity_id AND d.element IN ('sex', 'birth_date')
),

judged AS (
    SELECT *,
        CASE
            WHEN kind = 'stale' THEN 'earlier'
            WHEN golden_fits <> other_fits THEN 'digits'
            WHEN golden_departments <> other_departments THEN 'departments'
        END AS reason
    FROM weighed
),

found AS (
    SELECT entity_type, entity_id, element, golden_value, golden_source, other_source, NULL AS other_element, other_value,
        record_id, kind,
        CASE reason
            WHEN 'earlier' THEN other_source
            WHEN 'digits' THEN CASE WHEN golden_fits THEN other_source ELSE golden_source END
            WHEN 'departments' THEN
                CASE WHEN golden_departments > other_departments THEN other_source ELSE golden_source END
        END AS likely_wrong,
        reason
    FROM judged
    UNION ALL
    SELECT entity_type, entity_id, element, value AS golden_value, source AS golden_source, other_source, other_element,
        other_value, other_record_id AS record_id, 'impossible' AS kind, likely_wrong, reason
    FROM ledger.contradictions
    UNION ALL
    SELECT entity_type, entity_id, element, value AS golden_value, source AS golden_source, other_source,
        NULL AS other_element, NULL AS other_value, NULL AS record_id, 'missing' AS kind, NULL AS likely_wrong, NULL AS reason
    FROM ledger.missing
)

SELECT f.entity_type, f.entity_id, f.element, f.golden_value, f.golden_source, f.other_source, f.other_element, f.other_value,
    f.kind, CASE WHEN f.kind = 'stale' THEN 'explained' ELSE 'pending' END AS status, f.likely_wrong, f.reason,
    p.batch AS other_batch, p.file AS other_file, p.sheet AS other_sheet,
    CAST(f.record_id % 4294967296 AS BIGINT) AS other_row_number
FROM found AS f
LEFT JOIN raw.parts AS p ON p.part = f.record_id // 4294967296
