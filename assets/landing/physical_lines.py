"""Physical lines of delimited text, judged all at once: which are plainly whole records, by arrays over the bytes."""

from dataclasses import dataclass
from functools import cache

import numpy as np

SLICE = 16 << 20
_LF, _CR = 10, 13


@dataclass(frozen=True)
class Dialect:
    """The delimiter and quote (ASCII characters) and the number of columns of a record."""

    delimiter: str
    columns: int
    quote: str = '"'


@dataclass
class PhysicalLines:
    """Physical lines: where each starts and its content ends, and whether it is plainly a whole record."""

    starts: np.ndarray
    ends: np.ndarray
    intact: np.ndarray

    @property
    def longest(self) -> int:
        """Length of the longest line in bytes."""
        return int((self.ends - self.starts).max(initial=0))

    @classmethod
    def of(cls, data: bytes, start: int, dialect: Dialect) -> "PhysicalLines":
        """Find the lines after `start` (ended by LF, CR LF or CR) and judge them, slice by slice."""
        view = np.frombuffer(data, np.uint8)
        starts, ends = _line_bounds(view, start)
        intact = np.empty(len(starts), bool)
        first = 0
        while first < len(starts):
            last = max(first + 1, int(np.searchsorted(starts, starts[first] + SLICE)))
            intact[first:last] = _whole_records(view, starts[first:last], ends[first:last], dialect)
            first = last
        return cls(starts, ends, intact)


def _line_bounds(view: np.ndarray, start: int) -> tuple[np.ndarray, np.ndarray]:
    """Start of each line and end of its content; an end of line at the end of the file begins no line."""
    stops = [np.empty(0, np.int64)]
    for low in range(start, len(view), SLICE):
        part = view[low : low + SLICE]
        stops.append(np.flatnonzero(part == _LF) + low)
        carriage = np.flatnonzero(part == _CR) + low
        lone = carriage[view[np.minimum(carriage + 1, len(view) - 1)] != _LF]
        stops.append(lone)
    stop = np.concatenate(stops)
    stop = np.sort(stop) if any(map(len, stops[2::2])) else stop
    if start < len(view) and (not len(stop) or stop[-1] != len(view) - 1):
        stop = np.append(stop, len(view))
    starts = np.append(start, stop[:-1] + 1) if len(stop) else stop
    closed = (stop > starts) & (view[np.minimum(stop, len(view) - 1)] == _LF)
    return starts, stop - (closed & (view[stop - 1] == _CR))


def _whole_records(view: np.ndarray, starts: np.ndarray, ends: np.ndarray, dialect: Dialect) -> np.ndarray:
    """Which lines have the right number of columns, and quotes only where quotes belong."""
    low, part = int(starts[0]), view[starts[0] : ends[-1]]
    delimiters = np.flatnonzero(part == ord(dialect.delimiter))
    bounds = np.searchsorted(delimiters, starts - low)
    separators = np.diff(np.append(bounds, len(delimiters)))
    whole = ends > starts
    is_quote = part == ord(dialect.quote)
    if is_quote.any():
        whole &= _well_quoted(view, np.flatnonzero(is_quote) + low, starts, dialect)
        parity = np.cumsum(is_quote.view(np.uint8), dtype=np.uint8) & 1
        at_start = np.append(0, parity[starts[1:] - low - 1])
        inside = parity[delimiters] ^ np.repeat(at_start, separators)
        running = np.append(0, np.cumsum(inside, dtype=np.int64))
        separators = separators - np.diff(np.append(running[bounds], running[-1]))
    return whole & (separators == dialect.columns - 1)


def _well_quoted(view: np.ndarray, quotes: np.ndarray, starts: np.ndarray, dialect: Dialect) -> np.ndarray:
    """Which lines have an even number of quotes, each at a field's start or end, or doubled."""
    firsts = np.searchsorted(quotes, starts)
    counts = np.diff(np.append(firsts, len(quotes)))
    well = counts % 2 == 0
    place = np.arange(len(quotes))
    if not well.all():
        place -= np.repeat(firsts, counts)
    beside = quotes + np.where(place % 2 == 0, -1, 1)
    outside = (beside < 0) | (beside == len(view))
    beside[outside] = 0
    in_place = _neighbours(dialect.delimiter + dialect.quote)[view[beside]] | outside
    well[np.searchsorted(starts, quotes[~in_place], "right") - 1] = False
    return well


@cache
def _neighbours(marks: str) -> np.ndarray:
    """Which bytes may stand outside a quote: a delimiter, an end of line, or the quote that it doubles."""
    neighbours = np.zeros(256, bool)
    neighbours[[*map(ord, marks), _LF, _CR]] = True
    return neighbours
