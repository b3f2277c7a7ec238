/*
args: [one_key, other_key]
returns: "whether of two addresses as they are compared one is the other, its end or its beginning"
*/
ends_with(one_key, other_key) OR ends_with(other_key, one_key) OR starts_with(one_key, other_key) OR starts_with(other_key, one_key)
