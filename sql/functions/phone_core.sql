/*
args: [txt]
returns: "the first phone"
*/
string_split(trim(txt, ','), ',')[1]
