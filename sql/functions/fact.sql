/*
args: [what, said, dataset, told_on]
returns: "one fact of a lead: what, which value, from which source, as of when"
*/
{'fact': what, 'value': CAST(said AS VARCHAR), 'source': dataset, 'as_of': CAST(told_on AS VARCHAR)}
