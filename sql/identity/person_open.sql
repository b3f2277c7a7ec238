/*
title: 待归并的画像
row: 一个不能凭号码认定的画像
*/
SELECT
    p.profile_id,
    p.dataset,
    p.role,
    p.subject,
    p.in_force,
    n.match_name,
    n.sound,
    p.birth_date,
    p.sex,
    p.phone,
    p.division,
    p.bank,
    address_key(p.address) AS address,
    CASE WHEN p.number IS NOT NULL THEN concat_ws('|', p.dataset, p.number) END AS number,
    CASE WHEN p.household IS NOT NULL THEN concat_ws('|', p.dataset, p.household) END AS household,
    -- a number that proved to be somebody else's points to the household, not to the person
    nullif(concat_ws('|', p.id_number, p.kin), '') AS kin,
    -- a stand-in (D-09) resembles nobody's number and contradicts nobody's
    CASE WHEN coalesce(p.id_issue, '') <> 'D-09' THEN nullif(regexp_replace(p.id_text, '[^0-9X*]', '', 'g'), '') END
        AS id_text,
    p.id_issue,
    p.mentions,
    p.first_record
FROM identity.person_profiles AS p
LEFT JOIN identity.person_trusted AS t USING (profile_id)
-- 张三之子 is not yet anybody's name (N-09)
LEFT JOIN identity.names AS n
    ON n.name = coalesce(p.name, CASE WHEN NOT regexp_matches(p.name_text, '之[子女]|婴儿|未取名|未命名|新生儿') THEN p.name_text END)
WHERE t.profile_id IS NULL
