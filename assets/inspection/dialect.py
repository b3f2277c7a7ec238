"""The delimiter and quote of a text file nobody has described: those under which its lines have most in common.

A candidate is good if most records are equally wide and their cells look like something. (The idea of weighing both is
van den Burg, Nazábal and Sutton, "Wrangling messy CSV files by detecting row and type patterns", 2019.)
"""

import contextlib
import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from assets.inspection.irregular import fitting_cells, likely_cells
from assets.inspection.shapes import shape_of
from assets.landing.headers import SEARCH_DEPTH, known_in
from assets.landing.physical_lines import Dialect
from assets.landing.records import cells_of

DELIMITERS = (",", "\t", ";", "|", ":", " ", "^", "~", "#", "\x01", "\x1f")
QUOTES = ('"', "'")
SAMPLE = 1 << 17
SAMPLED_LINES = 300
_SINGLE = 1e-3
"""What a table of one column is worth beside one whose cells a delimiter separates."""
_LEAST = 0.1
"""Below this a delimiter is a mark in running text: the file has one column."""
_RARE = {" ": 0.5, ":": 0.5, "#": 0.5}
"""Marks that stand inside cells more often than between them."""


@dataclass(frozen=True)
class _Candidate:
    """A dialect with what speaks for it: known headers, then how alike its records are."""

    named: int
    score: float
    dialect: Dialect


def find_dialect(data: bytes, known: frozenset[str]) -> Dialect:
    """The dialect of a text: the delimiter and quote with the most alike records, one column if there is none."""
    candidates = [_judge(data, delimiter, _quote_of(data, delimiter), known) for delimiter in DELIMITERS]
    best = max(candidates, key=lambda one: (one.named if one.named > 1 else 0, one.score))
    if best.named > 1 or best.score >= _LEAST:
        return best.dialect
    return Dialect("\x1f", 1)


def _quote_of(data: bytes, delimiter: str) -> str:
    """The quote that stands at more beginnings and ends of cells."""
    sample, stop = data[:SAMPLE].decode("utf-8", "ignore"), re.escape(delimiter)
    counts = {
        q: len(re.findall(rf"(?:^|{stop} ?){q}|{q}(?={stop}|\r?$)", sample, re.MULTILINE)) for q in QUOTES
    }
    return max(QUOTES, key=lambda quote: counts[quote])


def _judge(data: bytes, delimiter: str, quote: str, known: frozenset[str]) -> _Candidate:
    """How good a delimiter is: how alike the records are, times how many of their cells look like something."""
    dialect = Dialect(delimiter, 1, quote)
    if delimiter.encode() not in data[:SAMPLE]:
        return _Candidate(0, 0.0, dialect)
    lines = sampled_lines(data)
    by_line = [record_cells(line, dialect) for line in lines if line.strip()]
    opened = any(cells_of(line, delimiter, quote)[1] for line in lines if quote in line)
    records = max(by_line, list(_spanning(lines, dialect)) if opened else [], key=_alikeness)
    cells = [cell for record in records for cell in record]
    looks = sum(shape_of(cell) != "text" for cell in cells) / max(1, len(cells))
    named = max((known_in(record, known) for record in records[:SEARCH_DEPTH]), default=0)
    score = _alikeness(records) * (0.1 + looks) * _RARE.get(delimiter, 1.0)
    return _Candidate(named, score, Dialect(delimiter, _columns(records), quote))


def _alikeness(records: list[list[str]]) -> float:
    """Between 0 and 1: how often two records are equally wide, less where they are narrow."""
    widths = Counter(map(len, records))
    return sum((n / len(records)) ** 2 * max(_SINGLE, 1 - 1 / width) for width, n in widths.items())


def _columns(records: list[list[str]]) -> int:
    """The most frequent width; of two that are nearly so, the one that comes first, whose table comes first."""
    widths = Counter(len(record) for record in records if len(record) > 1)
    most = max(widths.values(), default=0)
    return next((width for width, n in widths.items() if 5 * n >= 4 * most), 1)


def sampled_lines(data: bytes) -> list[str]:
    """The first physical lines of a text, without one that the sample cuts."""
    lines = re.split(r"\r\n|\r|\n", data[:SAMPLE].decode("utf-8", "ignore"))
    return lines[: -1 if len(lines) > 1 and len(data) > SAMPLE else None][:SAMPLED_LINES]


def _spanning(lines: list[str], dialect: Dialect) -> Iterator[list[str]]:
    """The records that the standard reader sees, with quoted cells that span lines, up to one that never closes."""
    reader = csv.reader((line + "\n" for line in lines), delimiter=dialect.delimiter, quotechar=dialect.quote)
    with contextlib.suppress(csv.Error):
        yield from (record for record in reader if any(map(str.strip, record)))


def record_cells(text: str, dialect: Dialect) -> list[str]:
    """The cells of one record by the plain rules if they make it fit, else by the likeliest way."""
    plain = text.split(dialect.delimiter) if dialect.quote not in text else None
    if plain and (len(plain) == dialect.columns or dialect.columns == 1):
        return plain
    return fitting_cells(text, dialect) or plain or likely_cells(text, dialect)
