/*
title: 同一账户代收多户待遇
rule: W-13
version: 1
kind: 风险线索
severity: warn
recipient: finance
params: [shared_account_people, shared_account_households, shared_account_months]
lacks:
  亲属关系的完整登记: 分户的父母子女只有近年出生登记才看得出
*/
WITH limits AS (
    SELECT
        CAST(max(number) FILTER (WHERE name = 'shared_account_people') AS INTEGER) AS people,
        CAST(max(number) FILTER (WHERE name = 'shared_account_households') AS INTEGER) AS households,
        CAST(max(number) FILTER (WHERE name = 'shared_account_months') AS INTEGER) AS months
    FROM catalog.parameters
    WHERE is_valid(valid_from, valid_to, $today)
),

received AS (
    SELECT p.account, p.person_id, p.kind, p.dataset, max(p.paid_on) AS told_on
    FROM ledger.payment AS p
    CROSS JOIN limits AS l
    WHERE p.in_force AND p.account IS NOT NULL AND p.paid_on <= $today AND p.paid_on > $today - to_months(l.months)
    GROUP BY p.account, p.person_id, p.kind, p.dataset
    HAVING sum(p.amount) > 0
    UNION ALL
    SELECT account, person_id, kind, dataset, batch_day AS told_on
    FROM ledger.entitlement
    WHERE in_force AND account IS NOT NULL AND (status IN ('享受', '领取') OR kind = '高龄津贴')
),

payees AS (
    SELECT
        r.account,
        r.person_id,
        coalesce(min(p.household_number), r.person_id) AS household,
        min(p.division_code) AS division_code,
        list_sort(list(DISTINCT fact('收款账户尾号' || right(r.account, 4), r.kind, r.dataset, r.told_on))) AS facts
    FROM received AS r
    LEFT JOIN ledger.person AS p ON r.person_id = p.person_id
    GROUP BY r.account, r.person_id
),

accounts AS (
    SELECT
        account,
        CAST(count(DISTINCT person_id) AS INTEGER) AS people,
        CAST(count(DISTINCT household) AS INTEGER) AS households
    FROM payees
    GROUP BY account
)

SELECT
    'W-13' AS rule,
    1 AS version,
    'person' AS entity_type,
    y.person_id AS entity_id,
    'warn' AS severity,
    CAST(to_json(y.facts) AS VARCHAR) AS evidence,
    concat(
        '该人的待遇发放到尾号', right(a.account, 4), '的账户，该账户同时收取', CAST(a.households AS VARCHAR), '户', CAST(a.people AS VARCHAR),
        '人的待遇。请核实账户户名，是否代领、截留或误填。'
    ) AS explanation,
    y.division_code
FROM accounts AS a
CROSS JOIN limits AS l
INNER JOIN payees AS y ON a.account = y.account
WHERE a.people >= l.people AND a.households >= l.households
QUALIFY row_number() OVER (PARTITION BY y.person_id ORDER BY a.people DESC, a.account) = 1
ORDER BY y.person_id
