/*
title: 来源改过说法的数据元
row: 一个来源对一个实体的一个数据元先后或同时有几种说法，其中有一种说过不止一次
*/
SELECT DISTINCT v.entity_type, v.entity_id, v.element, v.dataset
FROM ledger.said AS v
INNER JOIN ledger.said AS w
    ON w.entity_type = v.entity_type AND w.entity_id = v.entity_id AND w.element = v.element AND w.dataset = v.dataset
    AND w.value <> v.value
WHERE v.records > 1
