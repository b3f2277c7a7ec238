/*
args: [txt]
returns: "whether a name can only be an organization's"
*/
regexp_matches(solid(txt), '公司|合作社|委员会|银行|学校|医院|中心|集团|厂$|店$|局$|所$|站$|部$|协会|政府|合伙|场$') AND length(solid(txt)) > 4
