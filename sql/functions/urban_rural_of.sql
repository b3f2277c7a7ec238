/*
args: [division]
returns: "城镇 or 乡村 as the division's class says, marked 推定 where the unit-code range stands in for it"
*/
(SELECT max(d.urban) FROM catalog.divisions AS d WHERE d.code = division)
