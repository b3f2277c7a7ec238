/*
args: [txt]
returns: "the parts of a cell that joins several, in order"
*/
string_split(regexp_replace(txt, '[、,，;；/|\n]+', '、', 'g'), '、')
