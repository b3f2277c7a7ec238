/*
title: 需要排定的数据元
row: 一个实体的一个数据元，说法不止一种、有起止、或清单改过；其余的只有一种说法
*/
WITH revised AS (
    SELECT entity_type, element
    FROM catalog.matrix
    GROUP BY entity_type, element
    HAVING max(applies_from) > min(applies_from)
)

SELECT t.entity_type, t.entity_id, t.element, min(t.known_from) AS first_known
FROM ledger.tenures AS t
LEFT JOIN revised AS r USING (entity_type, element)
GROUP BY t.entity_type, t.entity_id, t.element
HAVING min(t.value) <> max(t.value) OR bool_or(t.known_to IS NOT NULL) OR bool_or(r.element IS NOT NULL)
    -- who told first did not tell of the earliest time
    OR arg_min(t.known_from, (t.as_of, t.known_from)) > min(t.known_from)
