/*
title: 校核申请的提出
row: 对一个黄金值的一种不同说法，由多源校核、部门答复或数据局提出
columns:
  opened_on: 最近一次由人提出的日子，否则为多源校核成立的日子
*/
WITH raised AS (
    SELECT entity_type, entity_id, element, source, disputed_value, claimed_value, 'pipeline' AS origin, raised_by,
        CAST(NULL AS VARCHAR) AS reason, opened_on, 0 AS by_people, 0 AS place
    FROM ledger.dispute_grounds
    UNION ALL
    SELECT a.entity_type, a.entity_id, a.element, a.disputed_source, a.disputed_value, a.value, 'answer' AS origin,
        coalesce(d.title, a.department) AS raised_by, a.note AS reason, a.day AS opened_on, 1 AS by_people, a.place
    FROM findings.answers AS a
    LEFT JOIN catalog.departments AS d ON d.department = a.department
    WHERE a.disputed_value IS NOT NULL AND a.value IS DISTINCT FROM a.disputed_value
    UNION ALL
    SELECT entity_type, entity_id, element, source, disputed_value, claimed_value, 'steward' AS origin,
        '数据局' AS raised_by, why AS reason, opened_on, 2 AS by_people, place
    FROM ledger.dispute_requests
)

SELECT
    -- the entity stands in its text, not in its digest: it follows the spelling of the entity's id
    concat(entity_id, '.', element, '.', substr(md5(concat_ws('|', source, disputed_value, claimed_value)), 1, 8))
        AS dispute_id,
    entity_type, entity_id, element, source, disputed_value, claimed_value, origin, raised_by, reason, opened_on
FROM raised
QUALIFY row_number() OVER (
    PARTITION BY entity_type, entity_id, element, source, disputed_value, claimed_value
    ORDER BY by_people > 0 DESC, opened_on DESC, by_people DESC, place DESC
) = 1
