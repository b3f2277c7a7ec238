/*
title: 村（社区）人口台账
code: R-04
audience: 乡镇人民政府（街道办事处）、村（社区）
owner: data-bureau
split: township
sheet: sheet
total: last
unit: 人
layout:
  - {column: group_no, title: 组, width: 5}
  - {column: household_number, title: 户号, width: 17}
  - {column: head_name, title: 户主, width: 10}
  - {column: relation_to_head, title: 与户主关系, width: 11}
  - {column: name, title: 姓名, width: 10}
  - {column: sex, title: 性别, width: 5}
  - {column: ethnicity, title: 民族, width: 8}
  - {column: id_number, title: 身份证号, width: 21}
  - {column: birth_date, title: 出生日期, width: 12, format: date}
  - {column: age, title: 年龄, width: 5, format: int}
  - {column: education, title: 文化程度, width: 16}
  - {column: political_status, title: 政治面貌, width: 13}
  - {column: marital_status, title: 婚姻, width: 8}
  - {column: phone, title: 联系电话, width: 14}
  - {column: household_address, title: 户籍地址, width: 30}
  - {column: present_address, title: 现住址, width: 30}
  - {column: lives_at_home, title: 人户一致, width: 6}
  - {column: disability, title: 残疾, width: 5}
  - {column: assistance, title: 低保、脱贫和监测, width: 16}
  - {column: medical_insurance, title: 医保, width: 7}
  - {column: pension, title: 养老保险, width: 9}
  - {column: party_member, title: 党员, width: 5}
  - {column: remark, title: 备注, width: 16}
notes:
  - 统计口径：期末户籍登记在册人口（户口状态为正常、服刑），按户排列，户主在前；人数与《城乡人口变化报表》期末人数相等。
  - 身份证号按严格方式遮掩，残疾只列有无；空白为各部门均未提供。
*/
WITH residents AS (
    SELECT
        r.person_id,
        r.age,
        coalesce(v.code, t.code, '') AS place_code,
        coalesce(p.household_number, p.person_id) AS household,
        coalesce(p.relation_to_head IN ('01', '02'), FALSE) AS is_head,
        nullif(regexp_extract(p.household_address, '([0-9]{1,3})(村民小)?组', 1), '') AS group_no
    FROM reports.registered_population AS r
    INNER JOIN ledger.person AS p ON r.person_id = p.person_id
    LEFT JOIN catalog.divisions AS v ON p.division_code = v.code AND v.level = 5
    LEFT JOIN catalog.divisions AS t ON concat(substr(p.division_code, 1, 9), '000') = t.code AND t.level = 4
    WHERE r.closed
),

households AS (
    SELECT
        r.place_code,
        r.household,
        min(p.name) FILTER (WHERE r.is_head) AS head_name,
        min(CAST(r.group_no AS INTEGER)) AS group_no
    FROM residents AS r
    INNER JOIN ledger.person AS p ON r.person_id = p.person_id
    GROUP BY r.place_code, r.household
),

places AS (
    SELECT
        code,
        township_code,
        township,
        -- a village's name may occur twice in a township, a sheet's may not
        CASE WHEN count(*) OVER (PARTITION BY township_code, name) > 1 THEN concat(name, substr(code, 10, 3)) ELSE name END AS sheet
    FROM catalog.divisions
    WHERE level = 5
    UNION ALL
    SELECT DISTINCT t.code, t.code AS township_code, t.name, '未落实到村'
    FROM residents AS r
    INNER JOIN catalog.divisions AS t ON r.place_code = t.code AND t.level = 4
    UNION ALL
    SELECT DISTINCT place_code, CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), '未定位'
    FROM residents
    WHERE place_code = ''
),

labels AS (
    SELECT list, code, label
    FROM catalog.codes
    WHERE list IN ('sex', 'ethnicity', 'relation', 'education', 'marital_status')
)

SELECT
    places.township_code,
    places.township,
    places.sheet,
    r.group_no,
    p.household_number,
    h.head_name,
    coalesce(relation.label, p.relation_to_head) AS relation_to_head,
    p.name,
    coalesce(sex.label, p.sex) AS sex,
    coalesce(ethnicity.label, p.ethnicity) AS ethnicity,
    -- the strict mask, for the name stands beside it
    substr(p.id_number, 1, 3) || repeat('*', length(p.id_number) - 5) || right(p.id_number, 2) AS id_number,
    p.birth_date,
    r.age,
    coalesce(education.label, p.education) AS education,
    CASE p.party_status WHEN '正式党员' THEN '中共党员' WHEN '预备党员' THEN '中共预备党员' END AS political_status,
    coalesce(marital.label, p.marital_status) AS marital_status,
    p.phone,
    p.household_address,
    p.present_address,
    CASE
        WHEN p.household_address IS NULL OR p.present_address IS NULL THEN NULL
        WHEN strpos(p.household_address, p.present_address) > 0 OR strpos(p.present_address, p.household_address) > 0 THEN '是'
        ELSE '否'
    END AS lives_at_home,
    CASE WHEN p.disability_kind IS NOT NULL OR p.disability_grade IS NOT NULL THEN '有' END AS disability,
    nullif(concat_ws('、', CASE WHEN p.subsistence_status = '享受' THEN '低保' END, p.poverty_status), '') AS assistance,
    p.medical_insurance_status AS medical_insurance,
    p.pension_status AS pension,
    CASE WHEN p.party_status IS NOT NULL THEN '是' END AS party_member,
    CASE WHEN p.life_status = '死亡' THEN '有死亡信息、户口未注销，待核' END AS remark
FROM places
LEFT JOIN residents AS r ON places.code = r.place_code
LEFT JOIN households AS h ON r.place_code = h.place_code AND r.household = h.household
LEFT JOIN ledger.person AS p ON r.person_id = p.person_id
LEFT JOIN labels AS relation ON relation.list = 'relation' AND p.relation_to_head = relation.code
LEFT JOIN labels AS sex ON sex.list = 'sex' AND p.sex = sex.code
LEFT JOIN labels AS ethnicity ON ethnicity.list = 'ethnicity' AND p.ethnicity = ethnicity.code
LEFT JOIN labels AS education ON education.list = 'education' AND p.education = education.code
LEFT JOIN labels AS marital ON marital.list = 'marital_status' AND p.marital_status = marital.code
ORDER BY
    places.township_code NULLS LAST, places.code, h.group_no NULLS LAST, r.household, r.is_head DESC,
    p.relation_to_head NULLS LAST, p.birth_date NULLS LAST, r.person_id
