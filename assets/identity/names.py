"""Comparing Chinese names: variants, wildcards of lost characters, look-alikes, homophones, shortened forms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import pyarrow as pa
from pypinyin import Style, pinyin

from assets.identity.clusters import UnionFind

WILDCARD = "?"
_LOST = re.compile(r"[某?？□■*〇_\ue000-\uf8ff]|[A-Za-z]+|\([^)]*\)|\[[^\]]*\]")
_CHILD_OF = re.compile("之[子女]")
"""张三之子 is not 张三."""
SURNAME_READINGS = {
    "单": "shan", "仇": "qiu", "解": "xie", "曾": "zeng", "查": "zha", "区": "ou", "朴": "piao", "任": "ren",
    "华": "hua", "燕": "yan", "盖": "ge", "翟": "zhai", "覃": "qin", "冼": "xian", "缪": "miao", "宁": "ning",
    "谌": "chen", "芮": "rui", "郇": "xun",
}  # fmt: skip
"""Readings of surnames that pypinyin's defaults miss (guide 2.15)."""


@dataclass(frozen=True)
class NameRules:
    """The county's tables of variant and look-alike characters."""

    variants: Mapping[str, str] = field(default_factory=dict)
    look_alikes: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _fold(self) -> dict[int, str]:
        return {ord(c): standard for c, standard in self.variants.items()}

    def match_form(self, name: str) -> str:
        """The form to compare: variants folded, interpuncts dropped, each lost character one ``?``."""
        return _LOST.sub(WILDCARD, name.translate(self._fold)).replace("·", "").replace(" ", "")

    def glyph_form(self, name: str) -> str:
        """The match form with look-alike characters made equal."""
        return "".join(self.look_alikes.get(c, c) for c in self.match_form(name))

    def compatible(self, one: str, other: str) -> str | None:
        """How two spellings can be one person's name, or None: equal, wildcard, glyph, sound, short."""
        a, b = self.match_form(one), self.match_form(other)
        if a == b:
            return "equal"
        if _CHILD_OF.search(a + b):
            return None
        if WILDCARD in a + b:
            return "wildcard" if _fits(a, b) or _fits(b, a) else None
        if len(a) == len(b):
            return self._same_length(a, b)
        short, long = sorted((a, b), key=len)
        if len(short) >= 2 and short[0] == long[0] and _is_subsequence(short, long):
            return "short"
        return None

    def _same_length(self, a: str, b: str) -> str | None:
        differing = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
        if all(self.look_alikes.get(x, x) == self.look_alikes.get(y, y) for x, y in differing):
            return "glyph"
        if all(readings(x) & readings(y) for x, y in differing) and len(differing) < len(a):
            return "sound"
        return None


@lru_cache(maxsize=50_000)
def readings(character: str) -> frozenset[str]:
    """All readings of a character without tones, as a southern ear hears them."""
    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="default")
    extra = [SURNAME_READINGS[character]] if character in SURNAME_READINGS else []
    return frozenset(_blurred(reading) for reading in (*found[0], *extra))


def _blurred(reading: str) -> str:
    """zh, ch, sh like z, c, s; final ng like n; initial n like l (模糊音): whoever writes by ear mixes them."""
    return re.sub("^n", "l", re.sub("ng$", "n", re.sub("^([zcs])h", r"\1", reading)))


def sound_key(name: str) -> str:
    """A key that homophones share: the first of each character's sorted readings."""
    return " ".join(min(readings(c)) for c in name)


def _fits(pattern: str, name: str) -> bool:
    """Whether a name fits a pattern in which each ``?`` stands for one or two lost characters, or for none."""
    return (
        re.fullmatch("".join(".{0,2}" if c == WILDCARD else re.escape(c) for c in pattern), name) is not None
    )


def _is_subsequence(short: str, long: str) -> bool:
    rest = iter(long)
    return all(character in rest for character in short)


def name_frame(names: Iterable[str], rules: NameRules) -> pa.Table:
    """Distinct names with their match form, glyph form, sound key and surname."""
    distinct = sorted(set(names))
    forms = [rules.match_form(n) for n in distinct]
    return pa.table(
        {
            "name": pa.array(distinct, pa.string()),
            "match_name": pa.array(forms, pa.string()),
            "glyph_name": pa.array([rules.glyph_form(n) for n in distinct], pa.string()),
            "sound": pa.array([sound_key(f) for f in forms], pa.string()),
            "surname": pa.array([f[:1] or None for f in forms], pa.string()),
            "lost": pa.array([WILDCARD in f for f in forms], pa.bool_()),
        }
    )


def compared_names(pairs: pa.Table, rules: NameRules) -> pa.Table:
    """(one, other, level) of each pair of names in ``pairs``; level is null where they can not be one person's."""
    rows = [
        (one, other, rules.compatible(one, other))
        for one, other in zip(pairs["one"].to_pylist(), pairs["other"].to_pylist(), strict=True)
    ]
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    return pa.table(
        {n: pa.array(c, pa.string()) for n, c in zip(("one", "other", "level"), columns, strict=True)}
    )


def name_groups(pairs: pa.Table, rules: NameRules | None = None) -> pa.Table:
    """Group the names seen under one key: names that can be one person's share a group, numbered from 0.

    ``pairs`` is (business_key, name); so is the result, with ``name_group``.
    """
    rules = rules or NameRules()
    by_key: dict[str, list[str]] = {}
    for key, name in zip(pairs["business_key"].to_pylist(), pairs["name"].to_pylist(), strict=True):
        by_key.setdefault(key, []).append(name)
    rows = [
        (key, name, group) for key, names in by_key.items() for name, group in grouped(sorted(names), rules)
    ]
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    types = (pa.string(), pa.string(), pa.int32())
    labels = ("business_key", "name", "name_group")
    return pa.table({n: pa.array(c, t) for n, c, t in zip(labels, columns, types, strict=True)})


def grouped(names: list[str], rules: NameRules) -> list[tuple[str, int]]:
    """Each name with the number of its group of compatible names, in the order of first appearance."""
    union = UnionFind(len(names))
    for i, one in enumerate(names):
        for j in range(i):
            if rules.compatible(one, names[j]):
                union.join(i, j)
    numbers: dict[int, int] = {}
    return [(name, numbers.setdefault(union.find(i), len(numbers))) for i, name in enumerate(names)]
