"""What each column of an undeclared table may be: the dictionary's word for its header, and how its values look."""

# pyright: reportAttributeAccessIssue=false
# (pyarrow.compute makes its functions when it is imported)

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc
from pypinyin import lazy_pinyin

from assets.inspection.dictionary import Dictionary, Known
from assets.inspection.profile import ColumnProfile
from catalog.headers import normalise_header
from catalog.load import Catalog
from catalog.models import ValueType

MOST = 0.8
"""A type that so many of the filled cells look like is taken, whatever the header says."""
_CODED = 0.9
_FEW = 200
"""More distinct values than this are no code list."""
_LOOKS = (
    (ValueType.id, ("id number",)),
    (ValueType.uscc, ("USCC",)),
    (ValueType.phone, ("phone",)),
    (ValueType.bank, ("bank card",)),
    (ValueType.time, ("date and time",)),
    (ValueType.date, ("date",)),
    (ValueType.addr, ("address",)),
)
_TELLING = frozenset({ValueType.id, ValueType.uscc, ValueType.phone})
"""Types whose values are told from all others by their form alone."""

_RESERVED = frozenset(
    "all and any array as asc both case cast check collate column constraint create default desc describe distinct do "
    "else end except false fetch for foreign from group having in intersect into lateral leading limit no not null off "
    "offset on only or order pivot primary qualify references returning select show some summarize table then to "
    "trailing true union unique unpivot using when where window with yes n y".split()
)
"""Words of SQL and YAML, which can not name a field without quotes."""


@dataclass(frozen=True)
class ProposedColumn:
    """A column as it may be declared, and what a person should look at."""

    header: str
    field: str
    type: ValueType
    codes: str | None
    unit: str | None
    required: bool
    states: tuple[str, ...]
    remark: str


def propose_columns(
    profiles: Sequence[ColumnProfile], rows: pa.Table, catalog: Catalog, dictionary: Dictionary
) -> list[ProposedColumn]:
    """One proposal a column, each with a field of its own."""
    lists = _code_lists(catalog)
    proposed = [
        _propose(one, rows.column(one.header), dictionary.find(one.header), lists) for one in profiles
    ]
    return list(_with_own_fields(proposed))


def _propose(
    one: ColumnProfile, values: pa.ChunkedArray, known: Known | None, lists: Mapping[str, frozenset[str]]
) -> ProposedColumn:
    """The header's meaning where the values do not speak against it, else what the values look like."""
    seen = _seen_type(one)
    if known and _agrees(seen, known):
        told = known.meaning
        by = "表头为目录所知" if known.exact else f"表头与“{known.spelling}”相近，请核对"
        states = told.states if known.exact else ()
        return ProposedColumn(one.header, told.field, told.type, told.codes, told.unit, False, states, by)
    codes = _code_list(values, one, lists) if seen is ValueType.text else None
    kind = ValueType.code if codes else seen
    by = "按值的样子提议，请核对" if kind is not ValueType.text else "未识别，按文字保留，请核对"
    return ProposedColumn(
        one.header, field_name(normalise_header(one.header)), kind, codes, None, False, (), by
    )


def _agrees(seen: ValueType, known: Known) -> bool:
    """Whether values may be what the header means: a 证件号 that holds credit codes is no id number."""
    told = known.meaning.type
    if seen in _TELLING and told in _TELLING | {ValueType.person_name, ValueType.date}:
        return seen is told
    return known.exact or told in (seen, ValueType.text)


def _seen_type(one: ColumnProfile) -> ValueType:
    """The type that most of the values look like."""
    for kind, shapes in _LOOKS:
        if one.share(*shapes) >= MOST:
            return kind
    if one.share("division") >= MOST and one.distinct < one.filled:
        return ValueType.div
    if one.share("integer", "amount", "division") >= MOST and one.share("amount") > 0:
        return ValueType.money
    if one.share("integer") >= MOST:
        return ValueType.int
    return ValueType.text


def _code_lists(catalog: Catalog) -> dict[str, frozenset[str]]:
    """The spellings of every code list that a column uses; bare numbers say nothing of a list."""
    used = {column.codes for source in catalog.sources.values() for column in source.columns if column.codes}
    return {
        name: frozenset(
            spelling.upper()
            for row in catalog.codes[name]
            for spelling in (row["code"], row.get("label", ""), *row.get("also", "").split("|"))
            if spelling and not spelling.isdigit()
        )
        for name in sorted(used)
    }


def _code_list(
    values: pa.ChunkedArray, one: ColumnProfile, lists: Mapping[str, frozenset[str]]
) -> str | None:
    """The shortest code list that nearly all rows are of."""
    if not one.filled or one.distinct > _FEW:
        return None
    counted = pc.value_counts(values.drop_null())
    rows = [
        (text.strip().upper(), n)
        for text, n in zip(*(counted.field(i).to_pylist() for i in (0, 1)), strict=True)
    ]
    fitting = [
        name
        for name, spellings in lists.items()
        if sum(n for text, n in rows if text in spellings) >= _CODED * one.filled
    ]
    return min(fitting, key=lambda name: (len(lists[name]), name), default=None)


def _with_own_fields(columns: Sequence[ProposedColumn]) -> Iterator[ProposedColumn]:
    """The first column that claims a field has it; another one gets a name of its own and states nothing."""
    taken: set[str] = set()
    for column in columns:
        field, number = column.field, 1
        while field in taken:
            number += 1
            field = f"{column.field}_{number}"
        taken.add(field)
        if field == column.field:
            yield column
        else:
            yield replace(column, field=field, states=(), remark=f"与另一列同指 {column.field}，请核对")


def field_name(text: str) -> str:
    """A lower-case name for a header or file: its letters and digits, Chinese as pinyin."""
    parts = re.findall(r"[a-z0-9]+", " ".join(lazy_pinyin(text)).lower())
    name = "_".join(parts)[:60].strip("_")
    return name if name[:1].isalpha() and name not in _RESERVED else f"column_{name}".rstrip("_")
