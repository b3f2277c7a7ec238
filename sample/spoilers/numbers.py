"""Spoilt citizen numbers (guide 4.2), credit codes and bank accounts."""

from sample.spoilers.base import Spoiler, pick

_CITIZEN = r"^[0-9]{17}[0-9X]$"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PLACEHOLDERS = (
    "111111111111111111",
    "123456789012345678",
    "000000000000000000",
    "999999999999999999",
    "无",
    "不详",
    "未办理",
    "暂无",
    "/",
    "-",
    "0",
    "1",
)
_INVISIBLE = (" ", "\u00a0", "\u200b", "\t", "\u3000")


def check_character(stem: str) -> str:
    """The check character of 17 digits (GB 11643)."""
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(stem, _WEIGHTS, strict=True)) % 11]


def excel_digits(value: str, draw: int) -> str | None:
    """D-01: the fifteen digits that Excel keeps; never right by accident."""
    stem = value[:15] + "00"
    return None if value.endswith("000") or check_character(stem) == "0" else stem + "0"


def scientific(value: str, draw: int) -> str:
    """D-02, A-09, T-16: a long number saved from Excel as csv."""
    return f"{float(value.replace('X', '0')):.{5 if draw % 3 else 4}E}"


def binary_float(value: str, draw: int) -> str | None:
    """D-03: the last digits changed by a binary float; the check character was never a digit there."""
    if not value.isdigit():
        return None
    spoilt = str(int(float(int(value))))
    return None if spoilt.endswith("000") or check_character(spoilt[:17]) == spoilt[17] else spoilt


def other_characters(value: str, draw: int) -> str:
    """D-04: lower-case x, look-alikes of X, full-width digits."""
    if value.endswith("X"):
        return value[:-1] + pick(("x", "x", "Ｘ", "Х", "×", "*"), draw)
    return value.translate({ord("0") + digit: ord("０") + digit for digit in range(10)})


def padded(value: str, draw: int) -> str:
    """D-05: blanks and marks around and inside the number."""
    blank = pick(_INVISIBLE, draw // 8)
    return (
        value + blank,
        blank + value,
        "'" + value,
        value + ".",
        "身份证:" + value,
        f"{value[:6]}{blank}{value[6:14]}{blank}{value[14:]}",
        f"{value[:6]}-{value[6:14]}-{value[14:]}",
    )[draw % 7]


def short_form(value: str, draw: int) -> str | None:
    """D-06: the fifteen digits of before 1999."""
    return value[:6] + value[8:17] if value[6:8] == "19" and value[8:10] < "99" else None


def mistyped(value: str, draw: int) -> str | None:
    """D-07: one digit wrong, two swapped, one missing, one too many; neither right nor like another by accident."""
    place = 6 + draw % 11
    wrong = str((int(value[place]) + 1 + draw // 16 % 9) % 10)
    swapped = value[: place - 1] + value[place] + value[place - 1] + value[place + 1 :]
    spoilt = (
        value[:place] + wrong + value[place + 1 :],
        swapped,
        value[:place] + value[place + 1 :],
        value[:place] + wrong + value[place:],
    )[draw // 256 % 4]
    if spoilt == value or (len(spoilt) == 18 and check_character(spoilt[:17]) == spoilt[17]):
        return None
    if spoilt.endswith("000") or (spoilt.isdigit() and int(float(int(spoilt))) == int(spoilt)):
        return None
    return spoilt


def impossible_date(value: str, draw: int) -> str:
    """D-08: month 13, day 32, a birth in the future or in 1850, all with a right check character."""
    date = (
        value[6:10] + "13" + value[12:14],
        value[6:12] + "32",
        "20" + "6" + value[9:14],
        "185" + value[9:14],
    )[draw % 4]
    stem = value[:6] + date + value[14:17]
    return stem + check_character(stem)


def placeholder(value: str, draw: int) -> str:
    """D-09: something typed because the field had to be filled."""
    return pick(_PLACEHOLDERS, draw)


def other_document(value: str, draw: int) -> str:
    """D-16: a passport, birth certificate, social-security card or disability certificate number."""
    tail = value[8:16]
    return ("E" + tail, "R43" + tail[:7], "A" + tail, value + "42")[draw % 4]


def masked(value: str, draw: int) -> str:
    """D-18: stars delivered as data."""
    return f"{value[:6]}********{value[14:]}"


def mistyped_code(value: str, draw: int) -> str:
    """D-07 on a credit code: one character of the organization code wrong."""
    place = 9 + draw % 7
    return (
        value[:place]
        + pick([c for c in "0123456789ABCDEFGH" if c != value[place]], draw // 8)
        + value[place + 1 :]
    )


def confused_code(value: str, draw: int) -> str | None:
    """D-04 on a credit code: lower case, letters that are never legal."""
    return value.replace("0", "O").replace("1", "I") if draw % 2 else value.lower()


def parted_code(value: str, draw: int) -> str:
    """D-05 on a credit code: blanks or hyphens every four characters."""
    return pick((" ", "-"), draw).join(value[i : i + 4] for i in range(0, 18, 4))


def spaced(value: str, draw: int) -> str:
    """T-16: an account with a blank every four digits."""
    return (
        " ".join(value[i : i + 4] for i in range(0, len(value), 4)) if draw % 3 else scientific(value, draw)
    )


CITIZEN = {
    "D-01": Spoiler(_CITIZEN, excel_digits, as_number=True),
    "D-02": Spoiler(_CITIZEN, scientific),
    "D-03": Spoiler(_CITIZEN, binary_float),
    "D-04": Spoiler(_CITIZEN, other_characters),
    "D-05": Spoiler(_CITIZEN, padded),
    "D-06": Spoiler(_CITIZEN, short_form),
    "D-07": Spoiler(_CITIZEN, mistyped),
    "D-08": Spoiler(_CITIZEN, impossible_date),
    "D-09": Spoiler(_CITIZEN, placeholder),
    "D-16": Spoiler(_CITIZEN, other_document),
    "D-18": Spoiler(_CITIZEN, masked),
}
CREDIT_CODE = {
    "D-04": Spoiler(r"^[0-9A-Z]{18}$", confused_code),
    "D-05": Spoiler(r"^[0-9A-Z]{18}$", parted_code),
    "D-07": Spoiler(r"^[0-9A-Z]{18}$", mistyped_code),
}
BANK = {"T-16": Spoiler(r"^[0-9]{16,19}$", spaced)}
DIVISION = {
    "A-09": Spoiler(
        r"^[0-9]{12}$", lambda value, draw: (value[:9], value[:6], scientific(value, 1))[draw % 3]
    )
}
