"""Spoilt addresses and places (guide 4.5)."""

import re

from sample.divisions import UPPER
from sample.spoilers.base import Spoiler, replace_one

_GROUP = re.compile(r"(?P<number>[0-9]+)组")
_UNITS = re.compile(rf"(?:{UPPER})?[^0-9]+?(?:街道|镇|乡)[^0-9]+?(?:村|社区)")
_WRONG = {"岩": "崖", "坪": "平", "阳": "陽", "龙": "龍", "渡": "度", "桥": "侨"}
_FULL = f"^{UPPER}"


def _chinese(number: int) -> str:
    """A number below twenty in Chinese digits."""
    digits = "零一二三四五六七八九"
    return digits[number] if number < 10 else "十" + (digits[number % 10] if number % 10 else "")


def upper_missing(value: str, draw: int) -> str:
    """A-01: province, city or county left out."""
    short = value.removeprefix(UPPER)
    return (short, "慈利县" + short, "张家界市慈利县" + short, "慈利" + short)[draw % 4]


def old_names(value: str, draw: int) -> str | None:
    """A-02: the prefecture, brigade and team of long ago."""
    older = value.replace("湖南省张家界市", ("湖南省常德地区", "湖南省大庸市")[draw % 2])
    team = re.sub(r"村([0-9]+)组", r"大队第\1生产队", value)
    return team if team != value and draw // 2 % 2 else older


def other_suffix(value: str, draw: int) -> str | None:
    """A-03: 村, 村委会, 村民委员会, 社区, 居委会 for one another."""
    if "社区" in value:
        return value.replace("社区", ("居委会", "社区居民委员会", "居民委员会")[draw % 3], 1)
    return re.sub(r"村(?=[0-9]|$)", ("村委会", "村民委员会")[draw % 2], value, count=1)


def other_group(value: str, draw: int) -> str | None:
    """A-04: groups in Chinese numerals, with 第, as 村民小组 or 队."""
    found = _GROUP.search(value)
    if not found:
        return None
    number = int(found["number"])
    spelt = (
        f"{_chinese(number)}组",
        f"第{number}村民小组",
        f"第{_chinese(number)}组",
        f"{number}队",
        f"{number}屯",
    )[draw % 5]
    return value[: found.start()] + spelt + value[found.end() :]


def township_missing(value: str, draw: int) -> str | None:
    """A-08: a village name of two townships without its township."""
    return re.sub(rf"^({UPPER})?.+?(街道|镇|土家族乡|乡)(?=.+?(村|社区))", "", value)


def unknown_place(value: str, draw: int) -> str:
    """T-13: a word where an address should be."""
    return ("不详", "同上", "无")[draw % 3]


def wrong_character(value: str, draw: int) -> str | None:
    """A-05: a look-alike or traditional character in the name of a township or village."""
    place = _UNITS.match(value)
    wrong = replace_one(place.group(), _WRONG, draw) if place else None
    return wrong + value[len(place.group()) :] if place and wrong else None


_SHARED = "(龙潭村|高桥村|高桥社区|金坪村|白马村|太坪村|太坪社区)"
ADDRESSES = {
    "A-01": Spoiler(_FULL, upper_missing),
    "A-02": Spoiler(_FULL, old_names),
    "A-03": Spoiler("村|社区", other_suffix),
    "A-04": Spoiler("[0-9]+组", other_group),
    "A-05": Spoiler("[岩坪阳龙渡桥]", wrong_character),
    "A-08": Spoiler(_SHARED, township_missing),
    "T-13": Spoiler(None, unknown_place),
}
VILLAGES = {"A-03": ADDRESSES["A-03"]}
GROUPS = {"A-04": ADDRESSES["A-04"]}
