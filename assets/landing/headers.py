"""Where the header of a sheet is, and what its columns are called (guide F-03, F-04, 3.1)."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from catalog.headers import normalise_header

SEARCH_DEPTH = 50
_DATE = re.compile(r"(?:19|20)\d\d(?:[-/.年]\d{1,2}(?:[-/.月]|$)|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$)")
_IDENTIFIER = re.compile(r"\d{6}[\dXx*]{5,}|1\d{10}$")
_FIELD = re.compile(r"(?!其中)[^:：]{1,12}[:：]\s*\S")

Cells = Sequence[str | None]
Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column of merged cells, counted from 0."""


@dataclass(frozen=True)
class Header:
    """Rows `first` to `last` (from 0) are the header; `names` has one a column, None where it is empty."""

    first: int
    last: int
    names: tuple[str | None, ...]


FindHeader = Callable[[Sequence[Cells], frozenset[str], Iterable[Merge]], Header | None]
"""From the first rows, the known header spellings and the merged ranges to the header, None where there is none."""


def find_header(rows: Sequence[Cells], known: frozenset[str], merges: Iterable[Merge] = ()) -> Header | None:
    """The first row with three known headers, else one that looks like a header; with the rows it spans."""
    head = rows[:SEARCH_DEPTH]
    width = max((sum(map(_filled, row)) for row in head), default=0)
    place = next((at for at, row in enumerate(head) if is_known_header(row, known, width)), None)
    if place is None:
        place = next((at for at, row in enumerate(head) if _looks_like_header(row, width)), None)
    if place is None:
        return None
    near = [merge for merge in merges if merge[0] <= place + 2 and merge[2] < len(rows)]
    first, last = _first_row(rows, place, near), last_row(rows, place, near)
    while (
        last + 1 < len(rows)
        and rows[last + 1] != rows[last]
        and is_known_header(rows[last + 1], known, width)
    ):
        last += 1
    return Header(first, last, flatten(rows[first : last + 1], first, near))


def unique_names(names: Iterable[str | None]) -> tuple[str, ...]:
    """Names for all columns: an empty one is `_column_<n>`, a repeated one gets the suffix `_2`, `_3` ..."""
    taken: set[str] = {"_row_number"}
    result = []
    for place, name in enumerate(names, 1):
        wanted = unique = name or f"_column_{place}"
        count = 1
        while unique in taken:
            count += 1
            unique = f"{wanted}_{count}"
        taken.add(unique)
        result.append(unique)
    return tuple(result)


def known_in(cells: Cells, known: frozenset[str]) -> int:
    """How many of the cells are known headers."""
    return sum(normalise_header(cell) in known for cell in cells if cell)


def _filled(cell: str | None) -> bool:
    return bool(cell and cell.strip())


def _is_label(cell: str) -> bool:
    """Whether a cell may name a column: short, with a letter, neither a date nor an identifier."""
    text = normalise_header(cell)
    return 0 < len(text) <= 30 and any(map(str.isalpha, text)) and not _is_datum(text)


def _is_datum(text: str) -> bool:
    return bool(_DATE.match(text) or _IDENTIFIER.match(text))


def is_known_header(row: Cells, known: frozenset[str], width: int) -> bool:
    """F-03: at least three known headers (all columns of a narrower table) among mostly short strings."""
    cells = [cell for cell in row if _filled(cell) and cell]
    named = known_in(cells, known)
    return named > 0 and named >= min(3, width) and 5 * sum(map(_is_label, cells)) >= 3 * len(cells)


def _looks_like_header(row: Cells, width: int) -> bool:
    """A row as wide as the table, of distinct short strings, with no data and no field of a title in it."""
    cells = [cell.strip() for cell in row if cell and cell.strip()]
    if len(cells) < 2 or 5 * len(cells) < 3 * width:
        return False
    plain = not any(_is_datum(normalise_header(cell)) or _FIELD.match(cell) for cell in cells)
    return plain and 5 * len(set(filter(_is_label, cells))) >= 3 * len(cells)


def _first_row(rows: Sequence[Cells], place: int, merges: list[Merge]) -> int:
    """Go up from a row of known headers to the band of group names above it, if it needs or shares one."""
    first = place
    while first > 0 and _is_band(rows[first - 1], rows[first], first - 1, merges):
        first -= 1
    return first


def _is_band(above: Cells, row: Cells, number: int, merges: list[Merge]) -> bool:
    """Whether the row above names groups of columns: merged into this row, or filling its empty cells."""
    groups = [cell for cell in above if _filled(cell) and cell]
    if len(groups) < 2 or any(not _is_label(cell) or _FIELD.match(cell) for cell in groups):
        return False
    if any(top <= number < bottom for top, _, bottom, _ in merges):
        return True
    names = [cell for cell in row if _filled(cell)]
    wide = any(top == bottom == number and left < right for top, left, bottom, right in merges)
    completes = any(_filled(up) and not _filled(down) for up, down in zip(above, row, strict=False))
    return completes or (wide and len(set(names)) < len(names))


def last_row(rows: Sequence[Cells], place: int, merges: list[Merge]) -> int:
    """Go down over cells merged from the header and over names that stand below its wide cells."""
    last = max([place] + [bottom for top, _, bottom, _ in merges if top <= place <= bottom])
    while last + 1 < len(rows) and _is_below(rows[last], rows[last + 1], last, merges):
        last += 1
    return last


def _is_below(row: Cells, below: Cells, number: int, merges: list[Merge]) -> bool:
    """Whether the row below names parts of this row's wide cells: labels only, there and nowhere else."""
    wide: set[int] = set()
    for _, left, bottom, right in merges:
        if bottom == number and left < right:
            wide.update(range(left, right + 1))
    if not any(top <= number <= bottom for top, _, bottom, _ in merges):
        wide = {at for at, cell in enumerate(row) if not _filled(cell)}
        wide |= {at - 1 for at in wide if at}
    parts = {at: cell for at, cell in enumerate(below) if cell and cell.strip()}
    fills = any(at in parts and not _filled(row[at]) for at in wide if at < len(row))
    return fills and parts.keys() <= wide and all(_is_label(cell) for cell in parts.values())


def flatten(rows: Sequence[Cells], first: int, merges: list[Merge]) -> tuple[str | None, ...]:
    """Names of several header rows as `父_子`; a wide cell reaches over its range or the blanks beside it."""
    width = max(len(row) for row in rows)
    grid = [[(cell or "").strip() for cell in row] + [""] * (width - len(row)) for row in rows]
    own = [merge for merge in merges if first <= merge[0] < first + len(rows)]
    for top, left, _, right in own:
        for at in range(left, min(right + 1, width)):
            grid[top - first][at] = grid[top - first][left]
    if not own:
        for upper, lower in pairwise(grid):
            for at in range(1, width):
                if not upper[at] and lower[at]:
                    upper[at] = upper[at - 1]
    names = ["_".join(dict.fromkeys(filter(None, column))) or None for column in zip(*grid, strict=True)]
    return tuple(names)
