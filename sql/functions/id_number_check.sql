/*
args: [digits]
returns: "check character of the first 17 digits, ISO 7064 MOD 11-2 (GB 11643)"
*/
substr('10X98765432', (
    (ascii(substr(digits, 1, 1)) - 48) * 7
    + (ascii(substr(digits, 2, 1)) - 48) * 9
    + (ascii(substr(digits, 3, 1)) - 48) * 10
    + (ascii(substr(digits, 4, 1)) - 48) * 5
    + (ascii(substr(digits, 5, 1)) - 48) * 8
    + (ascii(substr(digits, 6, 1)) - 48) * 4
    + (ascii(substr(digits, 7, 1)) - 48) * 2
    + (ascii(substr(digits, 8, 1)) - 48) * 1
    + (ascii(substr(digits, 9, 1)) - 48) * 6
    + (ascii(substr(digits, 10, 1)) - 48) * 3
    + (ascii(substr(digits, 11, 1)) - 48) * 7
    + (ascii(substr(digits, 12, 1)) - 48) * 9
    + (ascii(substr(digits, 13, 1)) - 48) * 10
    + (ascii(substr(digits, 14, 1)) - 48) * 5
    + (ascii(substr(digits, 15, 1)) - 48) * 8
    + (ascii(substr(digits, 16, 1)) - 48) * 4
    + (ascii(substr(digits, 17, 1)) - 48) * 2
) % 11 + 1, 1)
