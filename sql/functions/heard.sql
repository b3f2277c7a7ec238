/*
args: [sound]
returns: "a sound key as it is heard where zh, ch, sh and -ng are not told from z, c, s and -n"
*/
replace(replace(replace(replace(sound || ' ', 'zh', 'z'), 'ch', 'c'), 'sh', 's'), 'ng ', 'n ')
