/*
title: 待归并的画像
row: 一个不能凭号码认定的画像
*/
SELECT
    p.profile_id,
    p.dataset,
    p.role,
    p.subject,
    n.match_name,
    n.sound,
    n.lost,
    p.birth_date,
    p.sex,
    p.phone,
    p.division,
    p.bank,
    CASE WHEN regexp_matches(address_key(p.address), '[0-9]+号') THEN address_key(p.address) END AS address,
    CASE WHEN p.number IS NOT NULL THEN concat_ws('|', p.dataset, p.number) END AS number,
    CASE WHEN p.household IS NOT NULL THEN concat_ws('|', p.dataset, p.household) END AS household,
    -- a number that proved to be somebody else's points to the household, not to the person
    coalesce(p.id_number, p.kin) AS kin,
    regexp_replace(p.id_text, '[^0-9X*]', '', 'g') AS id_text,
    p.id_issue,
    p.mentions,
    p.first_record
FROM identity.person_profiles AS p
LEFT JOIN identity.person_trusted AS t USING (profile_id)
LEFT JOIN identity.names AS n ON n.name = coalesce(p.name, p.name_text)
WHERE t.profile_id IS NULL
