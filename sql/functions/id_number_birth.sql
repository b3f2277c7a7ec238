/*
args: [core]
returns: "birth date inside an 18-character number, null when impossible"
*/
TRY_CAST(substr(core, 7, 4) || '-' || substr(core, 11, 2) || '-' || substr(core, 13, 2) AS DATE)
