/*
title: 城乡人口变化报表
code: R-01
audience: 县级部门、乡镇人民政府（街道办事处）
owner: data-bureau
split: both
total: first
unit: 人
layout:
  - {column: township, title: 乡镇（街道）, width: 15}
  - {column: village, title: 村（社区）, width: 17}
  - {column: opening, title: 期初人数, width: 9, format: int}
  - {column: increase, title: 小计, group: 本期增加, width: 7, format: int}
  - {column: born, title: 出生, group: 本期增加, width: 7, format: int}
  - {column: moved_in, title: 迁入, group: 本期增加, width: 7, format: int}
  - {column: other_in, title: 其他, group: 本期增加, width: 7, format: int}
  - {column: decrease, title: 小计, group: 本期减少, width: 7, format: int}
  - {column: died, title: 死亡, group: 本期减少, width: 7, format: int}
  - {column: moved_out, title: 迁出, group: 本期减少, width: 7, format: int}
  - {column: other_out, title: 其他, group: 本期减少, width: 7, format: int}
  - {column: closing, title: 期末人数, width: 9, format: int}
  - {column: unexplained, title: 待核差异, width: 7, format: int}
  - {column: men, title: 男, group: 期末人数中：性别, width: 7, format: int}
  - {column: women, title: 女, group: 期末人数中：性别, width: 7, format: int}
  - {column: urban, title: 城镇, group: 期末人数中：城乡, width: 7, format: int}
  - {column: rural, title: 乡村, group: 期末人数中：城乡, width: 7, format: int}
  - {column: aged_0_15, title: 0–15岁, group: 期末人数中：年龄, width: 7, format: int}
  - {column: aged_16_59, title: 16–59岁, group: 期末人数中：年龄, width: 7, format: int}
  - {column: aged_60, title: 60岁及以上, group: 期末人数中：年龄, width: 7, format: int}
  - {column: aged_65, title: 65岁及以上, group: 期末人数中：年龄, width: 7, format: int}
  - {column: aged_80, title: 80岁及以上, group: 期末人数中：年龄, width: 7, format: int}
notes:
  - 统计口径：本县户籍登记在册人口（户口状态为正常、服刑），按户籍所在村（社区）统计；年龄为期末周岁。
  - 首个统计月的期初人数和变动按户口状态、状态日期推算；此后户籍登记新报的变动计入报来的月份，补报的变动计入本月。
  - 出生为不满一周岁的新登记人口；“其他”为恢复户口、参军和县内户籍地调整，县内调整在县合计中增减相抵。
  - 待核差异=期末人数−期初人数−本期增加+本期减少，即户口状态已变而没有日期、无从归入某月的人数。
  - 审核关系：2=3+4+5；6=7+8+9；10=1+2−6+11；合计=各村（社区）之和；性别、出生日期不详的不计入分组。
  - 城镇、乡村按统计用城乡分类代码划分；区划表没有该代码的按村（社区）代码段推定。
*/
WITH places AS (
    SELECT code, township_code, township, name AS village, coalesce(urban, '') AS urban, TRUE AS listed
    FROM catalog.divisions
    WHERE level = 5
    UNION ALL
    -- people of whom the register knows the township at best
    SELECT code, code AS township_code, name, '（未落实到村）', '', FALSE
    FROM catalog.divisions
    WHERE level = 4
    UNION ALL
    SELECT '', '', '（未定位）', '', '', FALSE
),

figures AS (
    SELECT
        sex,
        age,
        unnest([
            {'code': earlier_division, 'figure': CASE WHEN opened THEN 'opening' END},
            {'code': division_code, 'figure': joined},
            {'code': division_code, 'figure': departed},
            {'code': earlier_division, 'figure': CASE WHEN opened AND earlier_division <> division_code THEN 'other_out' END},
            {'code': division_code, 'figure': CASE WHEN opened AND earlier_division <> division_code THEN 'other_in' END},
            {'code': division_code, 'figure': CASE WHEN closed THEN 'closing' END}
        ]) AS counted
    FROM reports.registered_population
),

located AS (
    SELECT coalesce(v.code, t.code, '') AS code, f.counted.figure AS figure, f.sex, f.age
    FROM figures AS f
    LEFT JOIN catalog.divisions AS v ON f.counted.code = v.code AND v.level = 5
    LEFT JOIN catalog.divisions AS t ON concat(substr(f.counted.code, 1, 9), '000') = t.code AND t.level = 4
    WHERE f.counted.figure IS NOT NULL
),

counts AS (
    SELECT
        p.township_code,
        p.township,
        p.code,
        p.village,
        grouping(p.township_code) AS of_county,
        grouping(p.code) AS of_township,
        count(*) FILTER (WHERE l.figure = 'opening') AS opening,
        count(*) FILTER (WHERE l.figure = 'born') AS born,
        count(*) FILTER (WHERE l.figure = 'moved_in') AS moved_in,
        count(*) FILTER (WHERE l.figure = 'other_in') AS other_in,
        count(*) FILTER (WHERE l.figure = 'died') AS died,
        count(*) FILTER (WHERE l.figure = 'moved_out') AS moved_out,
        count(*) FILTER (WHERE l.figure = 'other_out') AS other_out,
        count(*) FILTER (WHERE l.figure = 'closing') AS closing,
        count(*) FILTER (WHERE l.figure = 'closing' AND l.sex = '1') AS men,
        count(*) FILTER (WHERE l.figure = 'closing' AND l.sex = '2') AS women,
        count(*) FILTER (WHERE l.figure = 'closing' AND p.urban LIKE '城镇%') AS urban,
        count(*) FILTER (WHERE l.figure = 'closing' AND p.urban LIKE '乡村%') AS rural,
        count(*) FILTER (WHERE l.figure = 'closing' AND l.age BETWEEN 0 AND 15) AS aged_0_15,
        count(*) FILTER (WHERE l.figure = 'closing' AND l.age BETWEEN 16 AND 59) AS aged_16_59,
        count(*) FILTER (WHERE l.figure = 'closing' AND l.age >= 60) AS aged_60,
        count(*) FILTER (WHERE l.figure = 'closing' AND l.age >= 65) AS aged_65,
        count(*) FILTER (WHERE l.figure = 'closing' AND l.age >= 80) AS aged_80
    FROM places AS p
    LEFT JOIN located AS l ON p.code = l.code
    GROUP BY GROUPING SETS ((), (p.township_code, p.township), (p.township_code, p.township, p.code, p.village))
    -- a village without people is reported; a place that is no village, only when somebody was counted there
    HAVING count(l.code) > 0 OR bool_or(p.listed) OR grouping(p.code) = 1
)

SELECT
    nullif(township_code, '') AS township_code,
    CASE WHEN of_county = 1 THEN '合计' ELSE township END AS township,
    CASE WHEN of_county = 1 THEN NULL WHEN of_township = 1 THEN '小计' ELSE village END AS village,
    CASE WHEN of_county = 1 THEN '合计' WHEN of_township = 1 THEN '小计' END AS summary,
    opening,
    born + moved_in + other_in AS increase,
    born,
    moved_in,
    other_in,
    died + moved_out + other_out AS decrease,
    died,
    moved_out,
    other_out,
    closing,
    closing - opening - (born + moved_in + other_in) + died + moved_out + other_out AS unexplained,
    men,
    women,
    urban,
    rural,
    aged_0_15,
    aged_16_59,
    aged_60,
    aged_65,
    aged_80
FROM counts
-- the unlocated are one line, not a township with one village
WHERE of_county = 1 OR township_code <> '' OR of_township = 0
ORDER BY of_county DESC, nullif(township_code, '') NULLS LAST, of_township DESC, code
