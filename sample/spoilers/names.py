"""Spoilt names (guide 4.3)."""

from pypinyin import Style, lazy_pinyin

from sample.spoilers.base import Spoiler, pick, replace_one

_INTERPUNCTS = ("•", "・", "･", "‧", "∙", "⋅", "●", ".", "。", "-", "*", " ", "")
_SOUNDS = {
    "䶮": "yan",
    "㛃": "jie",
    "𬎆": "ying",
    "堃": "kun",
    "喆": "zhe",
    "淼": "miao",
    "犇": "ben",
    "昇": "sheng",
    "甯": "ning",
    "峯": "feng",
    "镕": "rong",
    "珺": "jun",
    "祎": "yi",
    "燚": "yi",
    "翀": "chong",
}
_PARTS = {
    "䶮": "[龙+天]",
    "㛃": "[女+吉]",
    "𬎆": "[王+莹]",
    "堃": "[方方+土]",
    "喆": "[吉+吉]",
    "淼": "[三水]",
    "犇": "[三牛]",
    "燚": "[四火]",
    "翀": "(羽+中)",
}
_LOST = ("?", "？", "□", "■", "*", "〇", "_")
_VARIANTS = {
    "昇": "升",
    "喆": "哲",
    "堃": "坤",
    "甯": "宁",
    "峯": "峰",
    "镕": "熔",
    "国": "國",
    "华": "華",
    "龙": "龍",
    "凤": "鳳",
    "丽": "麗",
    "兰": "蘭",
    "张": "張",
    "陈": "陳",
    "刘": "劉",
    "杨": "楊",
    "吴": "吳",
    "万": "萬",
}
_LOOKALIKES = {
    "傅": "付",
    "付": "傅",
    "萧": "肖",
    "肖": "萧",
    "闫": "阎",
    "阎": "闫",
    "戴": "代",
    "代": "戴",
    "蓝": "兰",
    "邱": "丘",
    "丘": "邱",
    "侯": "候",
    "候": "侯",
    "玲": "伶",
    "晓": "小",
    "小": "晓",
    "祗": "祇",
    "末": "未",
    "未": "末",
}
_HOMOPHONES = {
    "张": "章",
    "章": "张",
    "梅": "媚",
    "军": "君",
    "华": "花",
    "芳": "方",
    "平": "萍",
    "萍": "平",
    "霞": "侠",
    "英": "莹",
    "明": "民",
    "辉": "晖",
    "伟": "玮",
    "丽": "莉",
    "燕": "艳",
    "艳": "燕",
    "志": "治",
    "建": "健",
}
_TITLES = ("支书", "医生", "老师", "主任", "组长")


def _set(characters: dict[str, str]) -> str:
    """A pattern that finds any of the characters."""
    return f"[{''.join(characters)}]"


def spaced(value: str, draw: int) -> str:
    """N-01: blanks for alignment."""
    blank = pick(("　", " ", "\u00a0"), draw)
    return (value[0] + blank + value[1:], value + blank, blank + value)[
        draw // 3 % 3 if len(value) > 2 else 0
    ]


def interpunct(value: str, draw: int) -> str:
    """N-02: another dot, or none."""
    return value.replace("·", pick(_INTERPUNCTS, draw))


def lost(value: str, draw: int) -> str | None:
    """N-03: a rare character replaced by a mark, its sound or its parts."""
    for character, sound in _SOUNDS.items():
        if character in value:
            return value.replace(
                character, (pick(_LOST, draw // 4), sound, _PARTS.get(character, "?"), "?")[draw % 4]
            )
    return None


def private_use(value: str, draw: int) -> str:
    """N-04: the code points of old GBK fonts and of vendors."""
    return value.translate({ord("䶮"): 0xE863, ord("㛃"): 0xE1A7, ord("𬎆"): 0xE2C4})


def decorated(value: str, draw: int) -> str:
    """N-08: notes beside the name."""
    return (value + "(已故)", value + "（代）", "户主" + value, value + "2", value + "之妻")[draw % 5]


def titled(value: str, draw: int) -> str:
    """N-12: a title, or the name twice."""
    return value + (value if draw % 6 == 0 else pick(_TITLES, draw))


def romanized(value: str, draw: int) -> str:
    """N-10: the sounds of the name, at times with the surname last."""
    surname, *rest = lazy_pinyin(value)
    given = "".join(rest)
    return (f"{surname} {given}".upper(), f"{surname.title()} {given.title()}", f"{given} {surname}".upper())[
        draw % 3
    ]


def shortened(value: str, draw: int) -> str:
    """N-11: a name of three characters without its middle one."""
    return value[0] + value[2]


def annotated(value: str, draw: int) -> str:
    """N-13: the sound in brackets behind a character, as web pages show it."""
    place = draw % len(value)
    sound = lazy_pinyin(value[place], style=Style.TONE)[0]
    return f"{value[: place + 1]}({sound}){value[place + 1 :]}"


NAMES = {
    "N-01": Spoiler(r"^\p{Han}{2,4}$", spaced),
    "N-02": Spoiler("·", interpunct),
    "N-03": Spoiler(_set(_SOUNDS), lost),
    "N-04": Spoiler("[䶮㛃𬎆]", private_use),
    "N-05": Spoiler(_set(_VARIANTS), lambda value, draw: replace_one(value, _VARIANTS, draw)),
    "N-06": Spoiler(_set(_LOOKALIKES), lambda value, draw: replace_one(value, _LOOKALIKES, draw)),
    "N-07": Spoiler(_set(_HOMOPHONES), lambda value, draw: replace_one(value, _HOMOPHONES, draw)),
    "N-08": Spoiler(r"^\p{Han}{2,4}$", decorated),
    "N-10": Spoiler(r"^\p{Han}{2,4}$", romanized),
    "N-11": Spoiler(r"^\p{Han}{3}$", shortened),
    "N-12": Spoiler(r"^\p{Han}{2,4}$", titled),
    "N-13": Spoiler(r"^\p{Han}{2,4}$", annotated),
}
