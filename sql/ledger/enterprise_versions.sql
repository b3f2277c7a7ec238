/*
title: 一企多种说法
row: 一个企业在一个部门的登记；各部门说法不一的企业
published: true
columns:
  differs_in: 与黄金值不一致的数据元
*/
WITH disputed AS (
    SELECT entity_id, element, other_source
    FROM ledger.discrepancies
    WHERE entity_type = 'enterprise' AND kind IN ('different', 'stale')
),

registered AS (
    SELECT s.entity_id, s.dataset,
        max(s.value) FILTER (WHERE s.element = 'uscc') AS uscc,
        max(s.value) FILTER (WHERE s.element = 'name') AS name,
        max(s.value) FILTER (WHERE s.element = 'legal_representative_name') AS legal_representative_name,
        max(s.value) FILTER (WHERE s.element = 'address') AS address,
        max(s.value) FILTER (WHERE s.element = 'founded_date') AS founded_date,
        max(s.value) FILTER (WHERE s.element IN ('status', 'tax_status', 'insurance_status')) AS status,
        max(s.as_of) AS as_of
    FROM ledger.statements AS s
    WHERE s.entity_type = 'enterprise' AND s.in_force AND s.entity_id IN (SELECT entity_id FROM disputed)
    GROUP BY s.entity_id, s.dataset
)

SELECT r.entity_id AS enterprise_id, d.department, d.title AS source_title, r.dataset AS source, r.uscc, r.name,
    r.legal_representative_name, r.address, r.founded_date, r.status, r.as_of,
    list_sort(list(DISTINCT x.element) FILTER (WHERE x.element IS NOT NULL)) AS differs_in
FROM registered AS r
INNER JOIN catalog.sources AS d ON d.dataset = r.dataset
LEFT JOIN disputed AS x ON x.entity_id = r.entity_id AND x.other_source = r.dataset
GROUP BY ALL
