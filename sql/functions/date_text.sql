/*
args: [raw]
returns: "the digit groups of a date joined by hyphens"
*/
trim(regexp_replace(regexp_replace(date_digits(raw), '[A-Za-z]+', '', 'g'), '[^0-9]+', '-', 'g'), '-')
