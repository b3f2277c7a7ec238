/*
title: 适龄儿童疑似失学
rule: W-11
version: 1
kind: 风险线索
severity: warn
recipient: education
params: [school_min_age, school_max_age, school_age_cutoff]
needs: [student_enrollment]
lacks:
  省级学籍信息: 在外县就读的只能从医保的参保人员类别看出
  送教上门、休学和延缓入学名单: 有正当原因未在校的无从排除
*/
WITH limits AS (
    SELECT
        CAST(max(number) FILTER (WHERE name = 'school_min_age') AS INTEGER) AS min_age,
        CAST(max(number) FILTER (WHERE name = 'school_max_age') AS INTEGER) AS max_age,
        max(value) FILTER (WHERE name = 'school_age_cutoff') AS cutoff
    FROM catalog.parameters
    WHERE is_valid(valid_from, valid_to, $today)
),

-- The list belongs to the school year that began after the last cut-off before it.
rolls AS (
    SELECT
        s.list_day,
        s.complete,
        l.min_age,
        l.max_age,
        CAST(concat(
            CAST(year(CAST(s.list_day AS DATE)) - CAST(substr(s.list_day, 6) < l.cutoff AS INTEGER) AS VARCHAR), '-', l.cutoff
        ) AS DATE) AS cutoff
    FROM ledger.lists AS s
    CROSS JOIN limits AS l
    WHERE s.dataset = 'student_enrollment'
),

-- Nine school years from the first cut-off at which they are six; the last begins before they are fifteen.
children AS (
    SELECT p.person_id, p.birth_date, p.registration_status, p.division_code, r.list_day, r.complete, r.cutoff
    FROM ledger.person AS p
    CROSS JOIN rolls AS r
    WHERE p.life_status = '存活' AND p.registration_status = '正常'
        AND age_on(p.birth_date, r.cutoff) >= r.min_age AND age_on(p.birth_date, r.cutoff) < r.max_age
),

insurers AS (
    SELECT person_id, bool_or(category LIKE '%学生%') AS pupil, min(category) AS category, max(batch_day) AS list_day
    FROM ledger.enrolment
    WHERE in_force AND kind = '医保参保' AND status = '正常' AND category IS NOT NULL
    GROUP BY person_id
)

SELECT
    'W-11' AS rule,
    1 AS version,
    'person' AS entity_type,
    c.person_id AS entity_id,
    'warn' AS severity,
    CAST(to_json([
        fact('出生日期', c.birth_date, b.source, b.as_of),
        fact('学籍', '不在名单', 'student_enrollment', c.list_day),
        fact('医保参保人员类别', coalesce(i.category, '不详'), 'enrollment', i.list_day)
    ]) AS VARCHAR) AS evidence,
    concat(
        '出生于', CAST(c.birth_date AS VARCHAR), '，', CAST(c.cutoff AS VARCHAR), '时', CAST(age_on(c.birth_date, c.cutoff) AS VARCHAR),
        '周岁，属义务教育适龄儿童，未见于', c.list_day, '报送的学籍', coalesce('，医保参保类别为' || i.category, ''),
        '。请核实是否在外地就读、休学或失学。'
    ) AS explanation,
    c.division_code
FROM children AS c
LEFT JOIN insurers AS i ON c.person_id = i.person_id
LEFT JOIN ledger.golden_values AS b
    ON b.entity_type = 'person' AND b.element = 'birth_date' AND c.person_id = b.entity_id
-- whom the insurer calls a pupil is taught somewhere; while a school's roll is missing only its word tells who is not
WHERE NOT coalesce(i.pupil, NOT c.complete)
    AND NOT EXISTS (
        SELECT 1 FROM ledger.enrolment AS e WHERE e.person_id = c.person_id AND e.in_force AND e.kind = '学籍'
    )
    AND NOT EXISTS (SELECT 1 FROM ledger.deaths AS d WHERE d.person_id = c.person_id)
ORDER BY c.person_id
