/*
args: [severity, status]
returns: "whether a finding was dispatched and stands: only a delivery that does not show it any more closes it"
*/
severity <> 'info' AND status IN ('open', 'reopened', 'claimed', 'exception_asked')
