/*
args: [txt]
returns: "the Chinese part of a code written together with its label (1男, 01-汉族)"
*/
nullif(regexp_replace(txt, '[^\p{Han}]+', '', 'g'), txt)
