"""Spoilt dates, amounts, areas, codes, phones, blanks (guide 4.4); columns against the number."""

import datetime

from sample.codes import KINDS
from sample.spoilers.base import Spoiler, Write, pick

_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_DIGITS = "〇一二三四五六七八九"
_SENTINELS = ("1900-01-00", "1899-12-30", "0001-01-01", "9999-12-31", "1970-01-01", "1900-01-01")
_UNKNOWN = ("不详", "无", "未知", "—", "NULL", "None", "/", "其他", "nan")
_PHONE = r"^1[0-9]{10}$"


def _number(value: int) -> str:
    """A whole number below 100 in Chinese digits, 十二."""
    tens, ones = divmod(value, 10)
    if tens == 0:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def odd_date(value: str, draw: int) -> str:
    """T-01: spellings of a day that have several readings."""
    year, month, day = (int(part) for part in value.split("-"))
    return (
        f"{year % 100:02}.{month}.{day}",
        f"{day:02}/{month:02}/{year % 100:02}",
        f"{month}/{day}/{year % 100:02}",
    )[draw % 3]


def spelt_out(value: str, draw: int) -> str:
    """A day in a spelling of its own that has one reading: no defect."""
    year, month, day = (int(part) for part in value.split("-"))
    chinese = "".join(_DIGITS[int(digit)] for digit in str(year))
    return (
        f"{year}年{month}月{day}日",
        f"{chinese}年{_number(month)}月{_number(day)}日",
        f"{year}.{month}.{day}",
    )[draw % 3]


def serial(value: str, draw: int) -> str | None:
    """T-02: days since 1899-12-30, at times since 1904; none that begins like a year."""
    days = (datetime.date.fromisoformat(value) - datetime.date(1899, 12, 30)).days
    days -= 1462 if draw % 8 == 0 else 0
    return str(days) if 10_000 <= days < 18_000 or days >= 20_000 else None


def month_only(value: str, draw: int) -> str:
    """T-04: the month, seldom only the year."""
    return (
        value[:7],
        value[:7].replace("-", "."),
        f"{value[:4]}年{int(value[5:7])}月",
        value[:4] + value[5:7],
        value[:4],
    )[draw % 5]


def lunar(value: str, draw: int) -> str:
    """T-06: the day by the lunar calendar, as old people tell it."""
    year, month, day = (int(part) for part in value.split("-"))
    return f"农历{year}年{1 + (month + 9) % 12}月{day}日"


def _capitals(value: str) -> str | None:
    """Whole hundreds below a thousand in capitals, 壹佰元."""
    whole, _, cents = value.partition(".")
    if cents != "00" or len(whole) != 3 or whole[1:] != "00":
        return None
    return "零壹贰叁肆伍陆柒捌玖"[int(whole[0])] + "佰元"


def money_text(value: str, draw: int) -> str | None:
    """T-08: amounts with signs, units, thousands, capitals."""
    amount = float(value)
    return (
        f"{amount:,.2f}元",
        f"￥{value}",
        value.replace("0", "O") if "0" in value else f"{value}元",
        f"{amount / 10_000:g}万" if amount >= 10_000 and amount % 100 == 0 else f"{amount:,.2f}",
        _capitals(value) or f"{value}元",
    )[draw % 5]


def square_metres(value: str, draw: int) -> str:
    """T-09 on square metres."""
    area = float(value)
    return (f"{value}平方米", f"{value}㎡", f"{area / 666.67:.4f}亩", f"{value}平米")[draw % 4]


def land_area(value: str, draw: int) -> str:
    """T-09 on mu."""
    area = float(value)
    return (f"{value}亩", f"{area * 666.67:.1f}平方米", f"{area / 15:.4f}公顷", f"{area * 10:g}分")[draw % 4]


def other_flag(value: str, draw: int) -> str:
    """T-10: yes and no in other words."""
    return pick(("有", "√", "1", "Y") if value == "是" else ("无", "×", "0", "N"), draw)


def mixed_code(kind: str) -> Write:
    """T-11: code and label in one cell."""

    def write(value: str, draw: int) -> str | None:
        """The code with its label, in one of four ways."""
        label = KINDS[kind].get(value)
        if label is None:
            return None
        return (f"{value}{label}", f"{value}-{label}", f"{label}({value})", f"{value} {label}")[draw % 4]

    return write


def short_code(value: str, draw: int) -> str | None:
    """T-12: the one-digit code of an older list."""
    return {"10": "1", "20": "2", "30": "3", "40": "4"}.get(value)


def impossible_count(value: str, draw: int) -> str:
    """X-10: a household of hundreds."""
    return str(60 + draw % 300)


def impossible_area(value: str, draw: int) -> str:
    """X-10: the decimal point lost, and more."""
    return f"{10_000 + draw % 50_000}.00"


def next_year(value: str, draw: int) -> str:
    """T-05: age counted the old way."""
    return str(int(value) + 1)


def bad_phone(value: str, draw: int) -> str:
    """T-15: placeholders, two in a cell, short and prefixed numbers."""
    return (
        "11111111111",
        "13800000000",
        value[5:],
        f"{value}/{value[:3]}{value[:2:-1]}",
        f"+86{value}",
        f"+86 {value}",
        f"{value[:3]} {value[3:7]} {value[7:]}",
        value[4:],
    )[draw % 8]


def other_sex(value: str, draw: int) -> str:
    """D-20 on the sex column."""
    return "2" if value == "1" else "1"


def other_birth(value: str, draw: int) -> str:
    """D-20 on the birth column: some days, a month or years away."""
    away = (1, -1, 30, 365, -731, 3650, 10)[draw % 7]
    return (datetime.date.fromisoformat(value) + datetime.timedelta(days=away)).isoformat()


def unknown_word(value: str, draw: int) -> str:
    """T-13: a word where nothing is known."""
    return pick(_UNKNOWN, draw)


def unknown_flag(value: str, draw: int) -> str:
    """T-13 on yes and no, where 无 would be a no."""
    return pick([word for word in _UNKNOWN if word != "无"], draw)


def unknown_code(value: str, draw: int) -> str:
    """T-13 on a code, where 其他 is a code of its own."""
    return pick([word for word in _UNKNOWN if word != "其他"], draw)


DATES = {
    "T-01": Spoiler(_DATE, odd_date),
    "T-02": Spoiler(_DATE, serial),
    "T-03": Spoiler(_DATE, lambda value, draw: pick(_SENTINELS, draw)),
    "T-04": Spoiler(_DATE, month_only),
    "T-06": Spoiler(_DATE, lunar),
    "D-20": Spoiler(_DATE, other_birth),
}
MONEY = {"T-08": Spoiler(r"^[0-9]+\.[0-9]{2}$", money_text)}
BUILT_AREA = {"T-09": Spoiler(r"^[0-9.]+$", square_metres)}
LAND_AREA = {"T-09": Spoiler(r"^[0-9.]+$", land_area), "X-10": Spoiler(r"^[0-9.]+$", impossible_area)}
FLAGS = {"T-10": Spoiler("^[是否]$", other_flag), "T-13": Spoiler(None, unknown_flag)}
PHONES = {"T-15": Spoiler(_PHONE, bad_phone), "T-13": Spoiler(None, unknown_word)}
COUNTS = {"T-05": Spoiler("^[0-9]+$", next_year), "X-10": Spoiler("^[0-9]+$", impossible_count)}
BLANKS = {"T-13": Spoiler(None, unknown_word)}
CODES = {
    kind: {"T-11": Spoiler("^[0-9]+$", mixed_code(kind)), "T-13": Spoiler(None, unknown_code)}
    for kind in KINDS
}
CODES["mar"]["T-12"] = Spoiler("^[0-9]+$", short_code)
CODES["sex"]["D-20"] = Spoiler("^[12]$", other_sex)
