/*
args: [rule, rank, is_event, strength, value]
returns: "what the survivorship rule asks first of a candidate, the smaller the better; then the newer date decides, then the rank"
*/
CASE rule
    WHEN 'ranked' THEN rank
    WHEN 'newest_event' THEN CASE WHEN is_event THEN 0 ELSE 1 END
    WHEN 'strongest' THEN ascii(coalesce(strength, '~'))
    -- ordered code lists begin with the highest
    WHEN 'highest' THEN coalesce(TRY_CAST(value AS INTEGER), 1000000)
    ELSE 0
END
