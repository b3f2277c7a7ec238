/*
args: [name]
returns: "the name of an organization as it is compared: half-width, without brackets, county words and white space"
*/
nullif(regexp_replace(translate(upper(solid(name)), '（）〔〕【】', '()()()'), '[()·.,，。、"“”\-]', '', 'g'), '')
