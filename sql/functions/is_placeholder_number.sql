/*
args: [core]
returns: "whether a number of 18 characters is all one digit or a counting sequence (D-09)"
*/
replace(substr(core, 1, 17), substr(core, 1, 1), '') = ''
OR core LIKE '123456789%' OR core LIKE '000000%'
