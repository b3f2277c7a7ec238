"""Lines that break the rules of quoting: the first way to read them that gives the table's number of cells.

Seen in real files: a quote that stands for itself at the beginning of a cell; quotes inside a quoted cell that are not
doubled; quotes escaped by a backslash; spaces between delimiter and quote.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from assets.inspection.shapes import BLANK, kind_of
from assets.landing.physical_lines import Dialect

Way = Callable[[str, Dialect], list[str] | None]


def fitting_cells(line: str, dialect: Dialect) -> list[str] | None:
    """The cells of a line by the first way that gives as many as the table has columns.

    A line whose quotes all stand in their places is read in no other way.
    """
    if not line:
        return None
    well_quoted = _well_quoted(line, dialect)
    readings = [well_quoted] if well_quoted is not None else (way(line, dialect) for way in WAYS[1:])
    fitting = next((cells for cells in readings if cells and len(cells) == dialect.columns), None)
    return fitting or _otherwise_delimited(line, dialect)


def likely_cells(line: str, dialect: Dialect) -> list[str]:
    """The cells of a line that no way makes fit: by the first way that reads it at all."""
    return next(cells for way in WAYS if (cells := way(line, dialect)) is not None)


def _well_quoted(line: str, dialect: Dialect) -> list[str] | None:
    """Every quote at the beginning or end of its cell, or doubled in it; spaces may stand beside it."""
    q = re.escape(dialect.quote)
    return _cells(line, dialect, rf" *{q}(?P<quoted>(?:[^{q}]++|{q}{q})*+){q} *|(?P<plain>[^{q}D]*+)")


def _escaped(line: str, dialect: Dialect) -> list[str] | None:
    """Quotes inside a quoted cell stand behind a backslash."""
    q = re.escape(dialect.quote)
    if "\\" + dialect.quote not in line:
        return None
    cells = _cells(
        line, dialect, rf" *{q}(?P<quoted>(?:[^{q}\\]++|\\.|{q}{q})*+){q} *|(?P<plain>(?!{q})[^D]*+)"
    )
    return cells and [cell.replace("\\" + dialect.quote, dialect.quote) for cell in cells]


def _closed_by_delimiter(line: str, dialect: Dialect) -> list[str] | None:
    """Inside a quoted cell a quote stands for itself unless a delimiter or the line's end follows."""
    q = re.escape(dialect.quote)
    return _cells(
        line, dialect, rf" *{q}(?P<quoted>(?:[^{q}]|{q}(?! *(?:D|\Z)))*+){q} *|(?P<plain>(?!{q})[^D]*+)"
    )


def _literal_where_open(line: str, dialect: Dialect) -> list[str] | None:
    """A quote that begins a cell and is not closed before a delimiter stands for itself."""
    q = re.escape(dialect.quote)
    return _cells(line, dialect, rf"{q}(?P<quoted>(?:[^{q}]++|{q}{q})*+){q}(?=D|\Z)|(?P<plain>[^D]*+)")


def _literal(line: str, dialect: Dialect) -> list[str]:
    """No quote means anything."""
    return line.split(dialect.delimiter)


WAYS: tuple[Way, ...] = (_well_quoted, _escaped, _closed_by_delimiter, _literal_where_open, _literal)
_OTHER_DELIMITERS = (",", "\t", ";", "|")


def _otherwise_delimited(line: str, dialect: Dialect) -> list[str] | None:
    """The cells of a line without the table's delimiter, if another one gives it the table's width."""
    if dialect.delimiter in line or dialect.columns < 3:
        return None
    others = (replace(dialect, delimiter=other) for other in _OTHER_DELIMITERS if other in line)
    readings = (_well_quoted(line, other) for other in others)
    return next((cells for cells in readings if cells and len(cells) == dialect.columns), None)


def _cells(line: str, dialect: Dialect, field: str) -> list[str] | None:
    """The cells of a line whose fields all match the pattern `field`, in which D stands for the delimiter."""
    pattern, quote, at, cells = _compiled(field, dialect.delimiter), dialect.quote, 0, []
    while True:
        match = pattern.match(line, at)
        if match is None:
            return None
        quoted = match["quoted"]
        cells.append(match["plain"] if quoted is None else quoted.replace(quote * 2, quote))
        if match.end() == len(line):
            return cells
        at = match.end() + 1


@cache
def _compiled(field: str, delimiter: str) -> re.Pattern[str]:
    stop = re.escape(delimiter)
    return re.compile(rf"(?:{field.replace('D', stop)})(?={stop}|\Z)", re.DOTALL)


def aligned(cells: Sequence[str], kinds: Sequence[frozenset[str]]) -> list[str] | None:
    """The cells of a ragged line under the table's columns, None if it holds more than they can take.

    A short line lacks its last cells. Of a long one, blank cells are left out, where that fits the `kinds` of value
    that each column holds best.
    """
    row = list(cells)
    if sum(bool(cell.strip()) for cell in row) > len(kinds):
        return None
    while len(row) > len(kinds):
        shorter = (row[:at] + row[at + 1 :] for at in _last_blanks(row))
        row = max(shorter, key=lambda some: _fitness(some, kinds))
    return row + [""] * (len(kinds) - len(row))


def _last_blanks(row: Sequence[str]) -> Iterator[int]:
    """The last place of each run of blank cells, from the end."""
    places = range(len(row) - 1, -1, -1)
    return (at for at in places if not row[at].strip() and (at + 1 == len(row) or row[at + 1].strip()))


def _fitness(row: Sequence[str], kinds: Sequence[frozenset[str]]) -> int:
    """How many cells are of a kind that their column holds."""
    return sum(
        kind_of(cell) in known for cell, known in zip(row, kinds, strict=False) if kind_of(cell) != BLANK
    )
