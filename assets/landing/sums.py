"""Whether the totals written under a table are the totals of the rows above them (guide F-05)."""

# pyright: reportAttributeAccessIssue=false
# (pyarrow.compute makes its functions when it is imported)

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assets.landing.headers import Cells
from assets.landing.layout import SUM

_NUMBER = r"^\s*-?[0-9][0-9,]*(\.[0-9]+)?\s*$"
_LARGEST = 1e10
"""Numbers of eleven digits and more are phones, accounts and identifiers, which nobody adds up."""


def wrong_sums(
    columns: Sequence[pa.ChunkedArray], others: Mapping[int, str], totals: Mapping[int, Cells]
) -> list[tuple[int, int, float, float]]:
    """Totals that do not add up: (row, column, written, sum of the rows since the last total).

    A total may be the sum or the count of the rows since any total above it, or since the header. `others`
    are the rows that are no records, with the reason; `totals` the cells of those among them that are totals.
    """
    wrong = []
    for place, column in enumerate(columns):
        written = {
            at: number for at, cells in totals.items() if (number := _number(cells[place])) is not None
        }
        values = _numbers(column, others) if written else None
        if values is None:
            continue
        sums = np.append(0.0, np.cumsum(values))
        counts = np.append(0, np.cumsum(_records(len(values), others)))
        begins = [0]
        for at in (at for at, reason in others.items() if reason == SUM):
            counted = np.append(sums[at] - sums[begins], counts[at] - counts[begins])
            if at in written and not np.isclose(counted, written[at], rtol=1e-9, atol=0.005).any():
                wrong.append((at, place, written[at], float(sums[at] - sums[begins[-1]])))
            begins.append(at)
    return wrong


def _records(size: int, others: Mapping[int, str]) -> np.ndarray:
    """Which rows are records."""
    records = np.ones(size, bool)
    records[list(others)] = False
    return records


def _numbers(column: pa.ChunkedArray, others: Mapping[int, str]) -> np.ndarray | None:
    """The column as float64, other rows 0; None if most of its records hold no number, or identifiers."""
    valid = pc.fill_null(pc.match_substring_regex(column, _NUMBER), False)
    digits = pc.replace_substring_regex(column, r"[,\s]", "")
    values = pc.cast(pc.if_else(valid, digits, "0"), pa.float64()).to_numpy()
    records = _records(len(values), others)
    filled = int(pc.is_valid(column).to_numpy()[records].sum())
    numeric = int(valid.to_numpy()[records].sum())
    identifiers = int((np.abs(values[records]) >= _LARGEST).sum())
    if not filled or 2 * numeric < filled or 2 * identifiers > numeric:
        return None
    return np.where(records, values, 0.0)


def _number(cell: str | None) -> float | None:
    """The number a cell holds, if it holds nothing else."""
    text = (cell or "").replace(",", "").strip()
    return float(text) if text.removeprefix("-").replace(".", "", 1).isdecimal() and text.isascii() else None
