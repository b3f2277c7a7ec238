"""Delimited text to records: which lines belong together, and which are not whole (design, "Row numbers").

A quoted field spans lines only if the record then has the header's column count, all quotes in it stand
where quotes belong, it is not longer than `MAX_RECORD_BYTES`, and no line in it is a whole record by itself;
otherwise the quote ends with its own physical line. Lines are first judged all at once, by where their
delimiters and quotes stand; only those that are not plainly one whole record are looked at one by one.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from assets.landing.physical_lines import Dialect, PhysicalLines
from assets.landing.reading import MAX_RECORD_BYTES

_LINE_END = re.compile(r"\r\n|\r|\n")
_LINE_END_OF_BYTES = re.compile(rb"\r\n|\r|\n")


Fit = Callable[[str, Dialect], list[str] | None]
"""The cells of a line that is not plainly a whole record, None if it is none."""


@dataclass
class Records:
    """Records of a body: `data` has the whole ones, `numbers` theirs; the others are listed by number."""

    data: bytes | memoryview
    numbers: np.ndarray
    longest: int
    last_number: int
    spanning: bool = False
    uneven: list[tuple[int, list[str]]] = field(default_factory=list)
    unterminated: list[tuple[int, str]] = field(default_factory=list)
    undecodable: list[tuple[int, str]] = field(default_factory=list)


def cells_of(line: str, delimiter: str, quote: str = '"') -> tuple[list[str], bool]:
    """The cells of one physical line, and whether a quote is still open at its end."""
    cells, at, pattern = [], 0, _field_pattern(delimiter, quote)
    while True:
        match = pattern.match(line, at)
        if match is None:
            return [*cells, line[at:]], True
        quoted, trailing, plain = match.groups()
        cells.append(plain if quoted is None else quoted.replace(quote * 2, quote) + trailing)
        if match.end() == len(line):
            return cells, False
        at = match.end() + 1


def spanning_end(data: bytes, start: int, dialect: Dialect) -> int | None:
    """Where the record that opens a quote on the line at `start` ends, None if it may not span lines."""
    pattern, quote = _field_pattern_of_bytes(dialect.delimiter, dialect.quote), dialect.quote.encode()
    limit, at, columns = min(len(data), start + MAX_RECORD_BYTES), start, 0
    while True:
        match = pattern.match(data, at, limit)
        if match is None:
            return None
        _, trailing, plain = match.groups()
        if trailing or quote in (plain or b""):
            return None
        at, columns = match.end(), columns + 1
        if data[at : at + 1] != dialect.delimiter.encode():
            break
        at += 1
    complete = columns == dialect.columns and (at < limit or limit == len(data))
    return at if complete and not _swallows(data[start:at].decode(), dialect) else None


def record_end(data: bytes, start: int, dialect: Dialect) -> tuple[int, int]:
    """Where the record that begins at `start` ends, and where the next one begins."""
    match = _LINE_END_OF_BYTES.search(data, start)
    end, following = match.span() if match else (len(data), len(data))
    line = data[start:end].decode()
    if dialect.quote in line and cells_of(line, dialect.delimiter, dialect.quote)[1]:
        stop = spanning_end(data, start, dialect)
        if stop is not None:
            match = _LINE_END_OF_BYTES.match(data, stop)
            return stop, match.end() if match else stop
    return end, following


def _swallows(record: str, dialect: Dialect) -> bool:
    """Whether a line after the first is a whole record by itself, which no quote can have spanned."""
    if dialect.columns < 3:
        return False
    first, *others = _LINE_END.split(record)
    opened_in_first_column = len(cells_of(first, dialect.delimiter, dialect.quote)[0]) == 1
    judged = others[:-1] if opened_in_first_column else others
    parsed = (cells_of(line, dialect.delimiter, dialect.quote) for line in judged)
    return any(len(cells) == dialect.columns and not still_open for cells, still_open in parsed)


@cache
def _field_pattern(delimiter: str, quote: str) -> re.Pattern[str]:
    """A quoted field (with what wrongly follows) or a plain one; no match where a quote does not close."""
    stop, q = re.escape(delimiter), quote
    return re.compile(rf"{q}((?:[^{q}]++|{q}{q})*+){q}([^{stop}\r\n]*)|(?!{q})([^{stop}\r\n]*)")


@cache
def _field_pattern_of_bytes(delimiter: str, quote: str) -> re.Pattern[bytes]:
    return re.compile(_field_pattern(delimiter, quote).pattern.encode())


def whole_cells(line: str, dialect: Dialect) -> list[str] | None:
    """The cells of a line that is not blank, has as many as it should, and leaves no quote open."""
    cells, still_open = cells_of(line, dialect.delimiter, dialect.quote)
    return cells if line and not still_open and len(cells) == dialect.columns else None


def split_records(
    data: bytes,
    start: int,
    dialect: Dialect,
    undecodable: Sequence[int],
    first_number: int,
    fit: Fit = whole_cells,
) -> Records:
    """Split the body that begins at `start`; records are numbered from `first_number`.

    `fit` has the last word on a line that is not plainly a whole record.
    """
    lines = PhysicalLines.of(data, start, dialect)
    damaged = np.zeros(len(lines.starts), bool)
    offsets = np.array([offset for offset in undecodable if offset >= start], np.int64)
    damaged[np.searchsorted(lines.starts, offsets, "right") - 1] = True
    suspicious = np.flatnonzero(~lines.intact | damaged)
    if not len(suspicious):
        numbers = np.arange(first_number, first_number + len(lines.starts), dtype=np.int64)
        return Records(memoryview(data)[start:], numbers, lines.longest, first_number + len(numbers) - 1)
    return _Sorting(data, dialect, lines, damaged, fit).run(suspicious, first_number)


@dataclass
class _Sorting:
    """Looks at the suspicious lines one by one, and puts the whole records back together in order."""

    data: bytes
    dialect: Dialect
    lines: PhysicalLines
    damaged: np.ndarray
    fit: Fit
    pieces: list[bytes | memoryview] = field(default_factory=list)
    uneven: list[tuple[int, list[str]]] = field(default_factory=list)
    unterminated: list[tuple[int, str]] = field(default_factory=list)
    undecodable: list[tuple[int, str]] = field(default_factory=list)

    def run(self, suspicious: np.ndarray, first_number: int) -> Records:
        """Records of the whole body; `suspicious` are the lines to look at."""
        size = len(self.lines.starts)
        landed, swallowed = self.lines.intact.copy(), np.zeros(size, bool)
        next_line, spanning = 0, False
        for line in suspicious.tolist():
            if line < next_line:
                continue
            self._copy(next_line, line)
            last, landed[line] = self._look_at(line)
            landed[line + 1 : last + 1], swallowed[line + 1 : last + 1] = False, True
            spanning |= last > line
            next_line = last + 1
        self._copy(next_line, size)
        numbers = first_number + np.arange(size, dtype=np.int64) - np.cumsum(swallowed)
        return Records(
            data=b"".join(self.pieces),
            numbers=numbers[landed],
            longest=self.lines.longest,
            last_number=int(numbers[-1]),
            spanning=spanning,
            uneven=[(int(numbers[line]), cells) for line, cells in self.uneven],
            unterminated=[(int(numbers[line]), text) for line, text in self.unterminated],
            undecodable=[(int(numbers[line]), text) for line, text in self.undecodable],
        )

    def _copy(self, first: int, stop: int) -> None:
        """Take over the lines from `first` to before `stop`, which are whole."""
        if first < stop:
            self.pieces.append(memoryview(self.data)[self.lines.starts[first] : self._start(stop)])

    def _start(self, line: int) -> int:
        return int(self.lines.starts[line]) if line < len(self.lines.starts) else len(self.data)

    def _look_at(self, line: int) -> tuple[int, bool]:
        """The last line of the record that begins with this line, and whether it is a whole one."""
        start, end, last = int(self.lines.starts[line]), int(self.lines.ends[line]), line
        text = self.data[start:end].decode()
        cells, still_open = cells_of(text, self.dialect.delimiter, self.dialect.quote)
        if still_open:
            stop = spanning_end(self.data, start, self.dialect)
            if stop is not None:
                last, still_open = int(np.searchsorted(self.lines.starts, stop, "right")) - 1, False
                text = self.data[start:stop].decode()
        if self.damaged[line : last + 1].any():
            self.undecodable.append((line, text))
        elif last > line:
            self.pieces.append(memoryview(self.data)[start : self._start(last + 1)])
            return last, True
        elif (fitted := self.fit(text, self.dialect)) is not None:
            self.pieces.append(_quoted(fitted, self.dialect))
            return line, True
        elif still_open:
            self.unterminated.append((line, text))
        else:
            self.uneven.append((line, cells))
        return last, False


def _quoted(cells: list[str], dialect: Dialect) -> bytes:
    """A record in plain form, all cells quoted."""
    quote = dialect.quote
    quoted = (quote + cell.replace(quote, quote * 2) + quote for cell in cells)
    return (dialect.delimiter.join(quoted) + "\n").encode()
