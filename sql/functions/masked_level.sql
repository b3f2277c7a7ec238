/*
args: [told, known]
returns: "how the digits that a masked id number shows agree with a valid one: equal, other; null where it is not masked"
*/
CASE WHEN contains(told, '*') THEN CASE WHEN known LIKE replace(told, '*', '_') THEN 'equal' ELSE 'other' END END
