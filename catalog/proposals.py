"""Which declared column an unknown header may mean: likeness of the words and the shape of the values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from catalog.headers import normalise_header, spellings_of
from catalog.load import Catalog
from catalog.models import Column, ValueType

ValueCounts = Mapping[str, int]
"""Distinct values of a delivered column with their number; they stay inside this module."""

_SHAPES = {
    ValueType.id: r"\d{17}[\dXx]|\d{15}",
    ValueType.uscc: r"[0-9A-HJ-NPQRTUWXY]{18}",
    ValueType.date: r"(?:19|20)\d\d[-/.年]?(?:0?[1-9]|1[0-2])(?:[-/.月]?.*)",
    ValueType.time: r"(?:19|20)\d\d[-/.年]?(?:0?[1-9]|1[0-2]).*\d\d?:\d\d.*",
    ValueType.phone: r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}",
    ValueType.bank: r"\d{16,19}",
    ValueType.div: r"\d{6}|\d{9}|\d{12}",
    ValueType.money: r"[¥￥]?-?\d[\d,]*(?:\.\d+)?元?",
    ValueType.area: r"\d+(?:\.\d+)?(?:亩|平方米|㎡|m2)?",
    ValueType.int: r"\d{1,6}",
    ValueType.person_name: r"[\u3400-\u9fff·]{2,6}",
    ValueType.addr: r".*(?:村|镇|乡|街|路|号|组|社区).*",
}
"""What most values of a type look like; the other types have no shape that speaks for them."""
_TELLING = {ValueType.id, ValueType.uscc, ValueType.phone, ValueType.bank}
"""Types whose shape alone says what a column is, where only one column of that type is still open."""
_CONTRADICTED, _CERTAIN = 50, 90
_WORDS_ALONE = 0.9
"""Weight of the likeness where no shape supports it."""


@dataclass(frozen=True)
class Proposal:
    """A declared column that an unknown header may mean; a person decides."""

    header: str
    column: str
    likeness: int
    """Of the header to the nearest known spelling, 0 to 100."""
    fitting: int | None
    """Percent of the values that look like values of the column; None: its type has no shape."""

    @property
    def score(self) -> float:
        """The mean of both, or most of the likeness alone."""
        return _WORDS_ALONE * self.likeness if self.fitting is None else (self.likeness + self.fitting) / 2


def propose(
    catalog: Catalog, unclaimed: Iterable[Column], delivered: Mapping[str, ValueCounts], least: float
) -> tuple[Proposal, ...]:
    """At most one proposal a delivered header and a declared column, the best first; none below ``least``."""
    columns = tuple(unclaimed)
    ranked = sorted(
        (p for h, values in delivered.items() for c in columns if (p := _weigh(catalog, columns, c, h, values))),
        key=lambda p: (-p.score, p.header, p.column),
    )  # fmt: skip
    chosen: list[Proposal] = []
    for proposal in ranked:
        taken = any(p.header == proposal.header or p.column == proposal.column for p in chosen)
        if proposal.score >= least and not taken:
            chosen.append(proposal)
    return tuple(chosen)


def _weigh(
    catalog: Catalog, columns: tuple[Column, ...], column: Column, header: str, values: ValueCounts
) -> Proposal | None:
    """How well a column fits a header; None where its values speak against it."""
    fitting = _fitting(catalog, column, values)
    if fitting is not None and fitting < _CONTRADICTED:
        return None
    written = normalise_header(header)
    likeness = max(round(fuzz.ratio(written, known)) for known in spellings_of(catalog, column))
    alone = [c for c in columns if c.type is column.type] == [column]
    if column.type in _TELLING and alone and fitting is not None and fitting >= _CERTAIN:
        likeness = max(likeness, _CONTRADICTED)
    return Proposal(header, column.header, likeness, fitting)


def _fitting(catalog: Catalog, column: Column, values: ValueCounts) -> int | None:
    """Percent of the values that have the shape, or stand in the code list, of the column."""
    total = sum(values.values())
    if not total:
        return None
    if column.codes:
        listed = _listed(catalog, column.codes)
        return round(100 * sum(n for value, n in values.items() if value.strip() in listed) / total)
    shape = _SHAPES.get(column.type)
    if shape is None:
        return None
    return round(100 * sum(n for value, n in values.items() if re.fullmatch(shape, value.strip())) / total)


def _listed(catalog: Catalog, codes: str) -> set[str]:
    """Every way to write a code of a list."""
    rows = catalog.codes[codes]
    return {s for r in rows for s in (r["code"], r.get("label", ""), *r.get("also", "").split("|"))} - {""}
