"""Whether the first rows of a table nobody has described name its columns: they look otherwise than the rows below."""

import re
from collections.abc import Iterable, Sequence

from assets.inspection.shapes import BLANK, DATA, is_datum, kind_of, prevailing
from assets.landing.headers import (
    SEARCH_DEPTH,
    Cells,
    Header,
    Merge,
    find_header,
    flatten,
    is_known_header,
    last_row,
)

PREAMBLE = 3
"""So many lines of a preamble may be as wide as the table; more of them are a table."""
_BODY = 200
_PERIOD = re.compile(r"(?:19|20)[0-9]{2}年?(?:[-/.]?(?:0?[1-9]|1[0-2]|Q[1-4])月?)?")
"""What heads the columns of a table with a column a year, quarter or month."""


def find_any_header(
    rows: Sequence[Cells], known: frozenset[str], merges: Iterable[Merge] = ()
) -> Header | None:
    """The header by known names, else by contrast; a header of no rows (`last` before `first`) where there is none."""
    head = rows[:SEARCH_DEPTH]
    width = max((sum(map(bool, map(_text, row))) for row in head), default=0)
    if not width:
        return None
    if any(is_known_header(row, known, max(width, 2)) for row in head):
        return find_header(rows, known, merges)
    return by_contrast(rows, merges)


def by_contrast(rows: Sequence[Cells], merges: Iterable[Merge] = ()) -> Header:
    """The header of a table of unknown names, below the rows that are narrower than the table."""
    first = _first_of_table(rows)
    columns = max((len(row) for row in rows[:_BODY]), default=0)
    if not _is_named(rows, first):
        return Header(first, first - 1, (None,) * columns)
    near = [merge for merge in merges if merge[0] <= first + 2 and merge[2] < len(rows)]
    last = max(last_row(rows, first, near), first)
    names = flatten(rows[first : last + 1], first, near)
    return Header(first, last, tuple(names) + (None,) * (columns - len(names)))


def _text(cell: str | None) -> str:
    return (cell or "").strip()


def _filled(row: Cells) -> int:
    return sum(bool(_text(cell)) for cell in row)


def _width(rows: Sequence[Cells]) -> int:
    """How many cells most of the rows that are not blank fill at most, titles and remarks apart."""
    counts = sorted(filter(None, map(_filled, rows[:_BODY])))
    return counts[len(counts) // 2] if counts else 0


def _reaches(row: Cells, width: int) -> bool:
    """Whether a row is as wide as the table, by and large; a title is not."""
    filled = _filled(row)
    return filled > 0 and 5 * filled >= 3 * width and (filled > 1 or width == 1)


def _first_of_table(rows: Sequence[Cells]) -> int:
    """The first row as wide as the table; a wider one soon below, if it rather names columns, has a preamble above it."""
    width = _width(rows)
    places = [at for at, row in enumerate(rows[:SEARCH_DEPTH]) if _reaches(row, width)]
    best = places[0] if places else 0
    for at in places[1 : PREAMBLE + 1]:
        if _filled(rows[at]) > _filled(rows[best]) and _score(rows, at) > max(0, _score(rows, best)):
            best = at
    return best


def _is_named(rows: Sequence[Cells], first: int) -> bool:
    """Whether row `first` names the columns; where nothing speaks for or against it, distinct words do."""
    cells = [_text(cell) for cell in rows[first]]
    if not any(map(_filled, rows[first + 1 : first + 1 + _BODY])):
        return not any(map(is_datum, cells))
    score = _score(rows, first)
    distinct = len(set(filter(None, cells))) == _filled(cells)
    return score > 0 or (score == 0 and distinct and len(cells) > 1 and not any(map(is_datum, cells)))


def _score(rows: Sequence[Cells], first: int) -> int:
    """How much row `first` differs, column by column, from the rows below it; below 0 if it is like them."""
    body = [row for row in rows[first + 1 : first + 1 + _BODY] if _filled(row) and row != rows[first]]
    columns = ([_text(row[at]) for row in body if at < len(row)] for at in range(len(rows[first])))
    return sum(_vote(_text(cell), below) for cell, below in zip(rows[first], columns, strict=True))


def _vote(cell: str, below: Sequence[str]) -> int:
    """Of one column: more than 0 for a name, less for a datum, 0 if it tells nothing."""
    kind, usual = kind_of(cell), prevailing([kind_of(other) for other in below])
    if kind == BLANK or usual is None:
        return -1 if cell and below.count(cell) > 1 else 0
    if _PERIOD.fullmatch(cell) and usual == "number":
        return 1 if 2 * sum(bool(_PERIOD.fullmatch(other)) for other in below) < len(below) else -2
    if usual in DATA:
        return 2 if kind != usual and any(map(str.isalpha, cell)) else -2
    if cell in below:
        return -2
    lengths = sorted(map(len, filter(None, below)))
    return 1 if kind != usual or not lengths[0] <= len(cell) <= lengths[-1] else 0
