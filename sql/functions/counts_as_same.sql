/*
args: [compare, one, other]
returns: "whether two values of an element say the same, by the element's way to compare"
*/
-- an address without its lower levels, or without its upper ones, is a coarser saying of the same, as a month is of a day
CASE WHEN one = other THEN true ELSE CASE compare
    WHEN 'first_digit' THEN substr(one, 1, 1) = substr(other, 1, 1)
    WHEN 'date' THEN starts_with(substr(one, 1, 10), substr(other, 1, 10))
        OR starts_with(substr(other, 1, 10), substr(one, 1, 10))
    WHEN 'name' THEN replace(one, '·', '') = replace(other, '·', '')
    WHEN 'address' THEN CASE WHEN ends_with(one, other) OR ends_with(other, one) THEN true
        ELSE same_place(address_key(one), address_key(other)) END
    ELSE false
END END
