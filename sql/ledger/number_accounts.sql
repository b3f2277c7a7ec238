/*
title: 一号多户
row: 一个部门在一个公民身份号码下开立的一个账户或编号；只列有几个的号码
published: true
columns:
  account: 部门自己的编号，如人员编号、个人编号
  accounts: 该部门在这个号码下现有的账户数
  names: 该账户登记的姓名
*/
WITH accounts AS (
    SELECT p.id_number, p.dataset, p.number AS account, list_sort(list(DISTINCT coalesce(p.name, p.name_text))) AS names,
        list_sort(list(DISTINCT a.entity_id)) AS person_ids, CAST(sum(p.mentions) AS BIGINT) AS records
    FROM identity.person_profiles AS p
    INNER JOIN identity.person_assignments AS a ON a.profile_id = p.profile_id
    INNER JOIN catalog.roles AS r
        ON r.dataset = p.dataset AND r.role = p.role AND r.subject AND r.number IS NOT NULL
    WHERE p.in_force AND p.id_number IS NOT NULL AND p.number IS NOT NULL
    GROUP BY p.id_number, p.dataset, p.number
)

SELECT a.id_number, s.department, a.dataset AS source, a.account, a.names, a.person_ids, a.records,
    CAST(count(*) OVER (PARTITION BY a.id_number, a.dataset) AS INTEGER) AS accounts
FROM accounts AS a
INNER JOIN catalog.sources AS s ON s.dataset = a.dataset
QUALIFY count(*) OVER (PARTITION BY a.id_number, a.dataset) > 1
