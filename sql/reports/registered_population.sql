/*
title: 户籍登记人口及其变动
row: 一个期初或期末在册的人，或期内登记又注销的人；期初、期末在册与否，期内如何增加和减少
columns:
  earlier_division: 期初所在村（社区）
  opened: 期初在册
  closed: 期末在册
  joined: 期内增加的原因，空为没有增加或原因不明
  departed: 期内减少的原因，空为没有减少或原因不明
*/
-- An entry or exit counts when the register tells of it, or on its own day if that is later.
WITH dated AS (
    SELECT
        person_id,
        division_code,
        coalesce(earlier_division, division_code) AS earlier_division,
        sex,
        birth_date,
        status,
        held,
        back,
        since IS NOT NULL OR status_told IS NOT NULL AS explained,
        greatest(
            birth_date, CASE WHEN status = '正常' THEN since END, CASE WHEN held AND back THEN status_told ELSE person_told END
        ) AS entered_on,
        CASE WHEN NOT held THEN coalesce(greatest(since, status_told), base_told) END AS left_on
    FROM reports.register_news
    -- an entry first told of when it was already cancelled never counted, but for infants
    WHERE held OR person_told IS NULL OR person_told < status_told OR birth_date + INTERVAL 1 YEAR > person_told
)

SELECT
    person_id,
    division_code,
    earlier_division,
    sex,
    CAST(age_on(birth_date, $month_end) AS INTEGER) AS age,
    coalesce(entered_on < $month_start, TRUE) AND (held OR left_on >= $month_start) AS opened,
    coalesce(entered_on <= $month_end, TRUE) AND (held OR left_on > $month_end) AS closed,
    CASE
        WHEN entered_on IS NULL OR entered_on NOT BETWEEN $month_start AND $month_end THEN NULL
        WHEN birth_date + INTERVAL 1 YEAR > entered_on THEN 'born'
        WHEN held AND back THEN 'other_in'
        WHEN birth_date IS NOT NULL THEN 'moved_in'
    END AS joined,
    CASE
        WHEN held OR left_on NOT BETWEEN $month_start AND $month_end OR entered_on > $month_end THEN NULL
        -- a status that changed nobody knows when stays unexplained
        WHEN NOT explained THEN NULL
        WHEN status = '死亡注销' THEN 'died'
        WHEN status = '迁出' THEN 'moved_out'
        ELSE 'other_out'
    END AS departed
FROM dated
