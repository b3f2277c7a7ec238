/*
title: 户级金额在各成员名下重复
row: 一户的金额在每个成员名下各写一次的一条记录
*/
WITH households AS (
    SELECT household_number
    FROM staged.subsistence_allowance
    WHERE NOT superseded AND household_number IS NOT NULL AND monthly_amount IS NOT NULL
    GROUP BY household_number
    HAVING count(DISTINCT record_id) > 1 AND min(monthly_amount) = max(monthly_amount)
        AND count(DISTINCT bank_account) <= 1
)

SELECT s.record_id, 'monthly_amount' AS field, 'X-08' AS rule
FROM staged.subsistence_allowance AS s
INNER JOIN households USING (household_number)
WHERE NOT s.superseded
