"""What a value looks like, without saying what it is: the classes that tell a header from data and columns apart."""

import re
from collections.abc import Sequence
from functools import lru_cache

BLANK = "blank"
SHAPES: dict[str, str] = {
    "id number": r"^[1-8][0-9]{5}(?:(?:18|19|20)[0-9]{9}[0-9Xx]|[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9]{4})$",
    "USCC": r"^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$",
    "phone": r"^(?:\+?86[- ]?)?1[3-9][0-9]{9}$|^0[0-9]{2,3}-[0-9]{7,8}$",
    "time": r"^[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?$",
    "date": r"^(?:19|20)[0-9]{2}(?:[-/.年][0-9]{1,2}(?:[-/.月](?:[0-9]{1,2}日?)?)?|(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])?)$"
    r"|^[0-3]?[0-9][-/.][0-3]?[0-9][-/.](?:19|20)?[0-9]{2}$|^[0-3]?[0-9][- ][A-Z][a-z]{2}[- ](?:19|20)?[0-9]{2}$",
    "date and time": r"^(?:19|20)[0-9]{2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?[T ]+[0-2]?[0-9]:[0-5][0-9].*$"
    r"|^[0-3]?[0-9][-/.][0-3]?[0-9][-/.](?:19|20)[0-9]{2} +[0-2]?[0-9]:[0-5][0-9].*$",
    "division": r"^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])[0-9]{4}(?:[0-9]{3}(?:[0-9]{3})?)?$",
    "bank card": r"^(?:3|4|5|62)[0-9]{14,17}$",
    "integer": r"^[-+]?[0-9]{1,15}$",
    "amount": r"^[-+(]?[¥￥$£€]?[-+]?(?:(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:[.,][0-9]+)?|[.,][0-9]+)"
    r"(?:[eE][-+]?[0-9]+)? ?(?:元|万元|%|€|£)?\)?$",
    "yes or no": r"^(?:是|否|有|无|[Tt]rue|[Ff]alse|TRUE|FALSE|[Yy]es|[Nn]o)$",
    "address": r"^(?:https?://|www\.)\S+$|^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$"
    r"|^[一-鿿]{2,}.*(?:省|市|县|区|镇|乡|村|街道|社区|路).*(?:[0-9组号村]|社区|居委会)$",
    "code": r"^[A-Za-z]*[0-9][-_/.0-9A-Za-z]*$",
    "two to four Chinese characters": r"^[一-鿿·]{2,4}$",
    "Chinese text": r"^[^\r\n]*[一-鿿].*$",
    "word": r"^[^\s0-9]{1,24}$",
}
"""Class -> pattern, in the subset that Python and RE2 share; the first that matches wins. Anything else is "text"."""
DATA = frozenset({"number", "USCC", "time", "date", "date and time", "code"})
"""Kinds that the cells of a column have and its name has not."""
_NUMBERS = frozenset({"integer", "amount", "division", "bank card", "phone", "id number"})
_PATTERNS = [(name, re.compile(pattern, re.DOTALL)) for name, pattern in SHAPES.items()]


@lru_cache(maxsize=1 << 16)
def shape_of(cell: str) -> str:
    """The class of one cell."""
    text = cell.strip()
    if not text:
        return BLANK
    return next((name for name, pattern in _PATTERNS if pattern.match(text)), "text")


def kind_of(cell: str | None) -> str:
    """A coarser class, in which numbers of any look are alike."""
    shape = shape_of(cell or "")
    return "number" if shape in _NUMBERS else shape


def is_datum(cell: str) -> bool:
    """Whether a cell is hardly the name of a column; `col1` may be one."""
    return kind_of(cell) in DATA - {"code"}


def prevailing(kinds: Sequence[str]) -> str | None:
    """The class of at least four fifths of the cells that are filled, None if there is none."""
    filled = [kind for kind in kinds if kind != BLANK]
    most = max(sorted(set(filled)), key=filled.count, default=None)
    return most if most is not None and 5 * filled.count(most) >= 4 * len(filled) else None
