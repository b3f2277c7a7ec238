"""Personal values as they may be shown (guide 2.11): enough to know one's own record, too little to misuse.

The values come from findings, so they are often damaged: a number may be short, a name cell may hold a number.
Masks of columns therefore end with ``mask_text``, which covers long numbers wherever they stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from catalog.load import Catalog
from catalog.models import Column, Element, Source, ValueType

Mask = Callable[[str], str]

PERSONAL_GRADE = 3
"""From this grade on a value is displayed masked (guide 2.9)."""

COMPOUND_SURNAMES = frozenset(
    "欧阳 上官 司马 诸葛 司徒 东方 独孤 南宫 夏侯 尉迟 皇甫 公孙 慕容 长孙 宇文 令狐 "
    "轩辕 端木 百里 呼延 申屠 淳于 单于 太史 公冶 宗政 濮阳 钟离 澹台 赫连 闻人 仲孙 "
    "鲜于 闾丘 司空 亓官 司寇 子车 颛孙 巫马 公西 漆雕 乐正 壤驷 公良 拓跋 夹谷 宰父 "
    "谷梁 段干 东郭 南门 羊舌 微生 梁丘 左丘 东门 西门".split()
)
_INTERPUNCT = "·•・･‧∙⋅"
_NUMBER = re.compile(r"\d{14,}[\dXx]|1[3-9]\d{9}")
_HAN_NAME = re.compile(rf"[\u3400-\u9fff\U00020000-\U0003ffff{_INTERPUNCT}]{{2,}}")
_LATIN_NAME = re.compile(r"([A-Za-z])[A-Za-z]+")
_VILLAGE = re.compile(r"^.*?(?:村民委员会|居民委员会|村委会|居委会|社区|村)")
_TOWNSHIP = re.compile(r"^.*?(?:街道|乡|镇)")
_COUNTY = re.compile(r"^.*?(?:县|区|市)")


def mask_text(text: str) -> str:
    """Inside any text, what can only be an id number, an account or a mobile number."""
    return _NUMBER.sub(lambda run: _mask_run(run.group()), text)


def _mask_run(run: str) -> str:
    """By length: 11 is a mobile, 16, 17 and 19 a bank account, the rest holds an id number."""
    if len(run) == 11:
        return mask_phone(run)
    return mask_bank_account(run) if len(run) in (16, 17, 19) else mask_id_number(run)


def mask_id_number(text: str, strict: bool = False) -> str:
    """First 6, stars, last 4; strict, for wherever the name is shown as well: first 3 and last 2."""
    first, last = (3, 2) if strict else (6, 4)
    if len(text) <= first + last:
        return text[:first] + "*" * (len(text) - first)
    return text[:first] + "*" * (len(text) - first - last) + text[-last:]


def mask_phone(text: str) -> str:
    """138****1234 for a mobile; area code and the last two digits of a landline."""
    landline = re.fullmatch(r"(0\d{2,3})([- ]?)(\d{7,8})", text.strip())
    if landline:
        return f"{landline[1]}{landline[2]}****{landline[3][-2:]}"
    return re.sub(r"\d{7,}", lambda run: f"{run.group()[:3]}****{run.group()[-4:]}", text)


def mask_bank_account(text: str) -> str:
    """Eight stars and the last four; what stands between the digits goes with them."""
    digits = re.sub(r"\D", "", text)
    return "*" * 8 + digits[-4:] if len(digits) > 8 else text


def mask_name(text: str) -> str:
    """张*; 张*三; a longer name its ends; a compound surname whole; the part before the first interpunct."""
    masked = _HAN_NAME.sub(lambda name: _mask_han(name.group()), text)
    masked = _LATIN_NAME.sub(lambda word: word[1] + "*" * (len(word.group()) - 1), masked)
    return mask_text(masked)


def _mask_han(name: str) -> str:
    parts = re.split(rf"([{_INTERPUNCT}])", name, maxsplit=1)
    if len(parts) == 3:
        return parts[0] + parts[1] + "*" * len(parts[2])
    kept = 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else 1
    if len(name) <= kept + 1:
        return name[:kept] + "*" * (len(name) - kept)
    return name[:kept] + "*" * (len(name) - kept - 1) + name[-1]


def mask_address(text: str) -> str:
    """Kept to the village, else to the township; stars below."""
    kept = _VILLAGE.match(text) or _TOWNSHIP.match(text) or _COUNTY.match(text)
    end = kept.end() if kept else min(2, len(text))
    return mask_text(text[:end]) + "*" * (len(text) - end)


def mask_date(text: str) -> str:
    """The year, and the shape of the rest."""
    digits = 0
    masked = []
    for character in text:
        digits += character.isdigit()
        masked.append("*" if character.isdigit() and digits > 4 else character)
    return "".join(masked)


def mask_unit_number(text: str) -> str:
    """The first 19 characters of a real-estate unit; stars for the last 9."""
    return text[:19] + "*" * max(0, len(text) - 19)


_BY_TYPE: dict[str, Mask] = {
    "id": mask_id_number,
    "name": mask_name,
    "phone": mask_phone,
    "bank": mask_bank_account,
    "addr": mask_address,
    "date": mask_date,
    "time": mask_date,
}
_PERSONAL_TYPES = {ValueType.id, ValueType.person_name, ValueType.phone, ValueType.bank, ValueType.addr}


def mask_of(catalog: Catalog, dataset: str, field: str) -> Mask:
    """How cells of a column are shown: by type where the grade is personal, else all but long numbers."""
    source = catalog.sources[dataset]
    column = next((c for c in source.columns if c.field == field), None)
    if column is None:
        return mask_text
    if any(role.number == field and role.entity == "house" for role in source.roles.values()):
        return mask_unit_number
    if not _is_personal(catalog, source, column):
        return _plain if column.type is ValueType.uscc else mask_text
    mask = _BY_TYPE.get(column.type.value, mask_text)
    return lambda text: mask_text(mask(text))


def mask_of_element(element: Element) -> Mask | None:
    """How a value of an element is shown; None: its grade forbids it and no part of it can be covered."""
    if element.grade < PERSONAL_GRADE:
        return _plain if element.type is ValueType.uscc else mask_text
    return _BY_TYPE.get(element.type.value)


def _plain(text: str) -> str:
    """A firm's credit code is public."""
    return text


def _is_personal(catalog: Catalog, source: Source, column: Column) -> bool:
    """By the grade of the elements a column states; without an element, by its type."""
    grades = [
        catalog.elements[source.roles[s.role].entity, s.element].grade
        for s in column.statements()
        if s.map is None
    ]
    if grades:
        return max(grades) >= PERSONAL_GRADE
    return column.type in _PERSONAL_TYPES
