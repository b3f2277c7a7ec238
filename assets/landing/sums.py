"""Whether the totals written under a table are the totals of the rows above them (guide F-05)."""

# pyright: reportAttributeAccessIssue=false
# (pyarrow.compute makes its functions when it is imported)

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assets.landing.headers import Cells
from assets.landing.layout import SUM

_PLAIN = r"^\s*-?[0-9]+(\.[0-9]+)?\s*$"
_NUMBER = r"^\s*'?¥?\s*-?[0-9][0-9,]*(\.[0-9]+)?\s*元?\s*$"
_MARKS = r"[,'\s¥元]"
_MISTYPED = r"^\s*'?¥?\s*-?[0-9][0-9OoIl,]*(\.[0-9OoIl]+)?\s*元?\s*$"
"""Digits among which letters stand that look like 0 and 1: people add up what they meant."""
_LARGEST = 1e10
"""Numbers of eleven digits and more are phones, accounts and identifiers, which nobody adds up."""


class WrongTotal(NamedTuple):
    """A total that does not add up: where it stands, what is written, and the sum of the rows it closes."""

    row: int
    column: int
    written: float
    counted: float


def wrong_totals(
    columns: Sequence[pa.ChunkedArray], others: Mapping[int, str], totals: Mapping[int, Cells]
) -> list[WrongTotal]:
    """Totals that are neither sum nor count of the rows since any total above them, or since the header.

    `others` are the rows that are no records, with the reason; `totals` the cells of those that are totals.
    A total over a cell whose amount can not be read is not judged.
    """
    wrong = []
    for place, column in enumerate(columns):
        written = {
            at: number for at, cells in totals.items() if (number := _number(cells[place])) is not None
        }
        amounts = _Amounts.of(column, others) if written else None
        if amounts is None:
            continue
        begins = [0]
        for at in (at for at, reason in others.items() if reason == SUM):
            if at in written and not amounts.explain(written[at], begins, at):
                wrong.append(WrongTotal(at, place, written[at], amounts.between(begins[-1], at)))
            begins.append(at)
    return wrong


class _Amounts(NamedTuple):
    """Running totals of a column: amounts, amounts in plain digits, records, unreadable cells."""

    amounts: np.ndarray
    plain: np.ndarray
    records: np.ndarray
    unreadable: np.ndarray

    @classmethod
    def of(cls, column: pa.ChunkedArray, others: Mapping[int, str]) -> "_Amounts | None":
        """The running totals, or None if most of the records hold no number, or identifiers."""
        record = np.ones(len(column), bool)
        record[list(others)] = False
        filled = pc.is_valid(column).to_numpy() & record
        texts = _digits_meant(pc.utf8_normalize(column, "NFKC"))
        number = pc.match_substring_regex(texts, _NUMBER).fill_null(False).to_numpy() & record
        digits = pc.replace_substring_regex(texts, _MARKS, "")
        amounts = pc.if_else(pa.array(number), digits.combine_chunks(), "0").cast(pa.float64()).to_numpy()
        identifiers = int((np.abs(amounts) >= _LARGEST).sum())
        if not number.any() or 2 * number.sum() < filled.sum() or 2 * identifiers > number.sum():
            return None
        plain = np.where(pc.match_substring_regex(column, _PLAIN).fill_null(False).to_numpy(), amounts, 0)
        return cls(*(np.append(0, np.cumsum(part)) for part in (amounts, plain, record, filled & ~number)))

    def between(self, begin: int, end: int) -> float:
        """The sum of the amounts from row `begin` to before row `end`."""
        return float(self.amounts[end] - self.amounts[begin])

    def explain(self, written: float, begins: list[int], end: int) -> bool:
        """Whether the total is a sum or count since one of the `begins`, or is over something unreadable.

        Spreadsheets leave numbers that are written as formatted text out of a sum.
        """
        if self.unreadable[end] > self.unreadable[begins[-1]]:
            return True
        counted = [kind[end] - kind[begins] for kind in (self.amounts, self.plain, self.records)]
        return bool(np.isclose(np.concatenate(counted), written, rtol=1e-9, atol=0.005).any())


def _digits_meant(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Cells whose letters look like digits, with those digits."""
    zeros = pc.replace_substring_regex(texts, "[Oo]", "0")
    meant = pc.replace_substring_regex(zeros, "[Il]", "1")
    return pc.if_else(pc.match_substring_regex(texts, _MISTYPED).fill_null(False), meant, texts)


def _number(cell: str | None) -> float | None:
    """The number a cell holds, written as in any row, if it holds nothing else."""
    text = unicodedata.normalize("NFKC", cell or "")
    return float(re.sub(_MARKS, "", text)) if re.fullmatch(_NUMBER, text, re.ASCII) else None
