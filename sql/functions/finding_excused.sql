/*
args: [severity, status]
returns: "whether a finding leaves both sides of a rate: an approved exception, or the fault of a higher level's system"
*/
severity <> 'info' AND status IN ('excepted', 'upstream')
