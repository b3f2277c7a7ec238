"""Delimited text: dialect and header by evidence, whole records in bulk, the others with their reason."""

import contextlib
import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.csv

from assets.landing.block import close_block, note_row_limit, open_block
from assets.landing.headers import SEARCH_DEPTH, Header, find_header, known_in
from assets.landing.layout import Surroundings, reason_of
from assets.landing.physical_lines import Dialect
from assets.landing.reading import Account, Reading, Refused, raw_cells, raw_text
from assets.landing.records import Records, cells_of, record_end, split_records
from assets.landing.text import Text

DELIMITERS = (",", "\t", ";", "|")
SAMPLE = 1 << 18
BLOCK = 4 << 20


def read_csv(text: Text, known: frozenset[str]) -> Reading:
    """Read delimited text; its rows are numbered by record, the first record of the file being 1."""
    account = Account()
    dialect = find_dialect(text.data, known)
    head = _head(text.data, dialect)
    header = find_header([record.cells for record in head], known)
    if header is None:
        raise Refused("UNREADABLE", "前 50 行中找不到表头")
    header = _fitted(header, dialect.columns, head[header.last + 1 :])
    around = open_block(account, None, header, [record.cells for record in head])
    start = head[header.last].next
    dialect = Dialect(dialect.delimiter, len(header.names))
    records = split_records(text.data, start, dialect, text.undecodable, header.last + 2)
    if len(records.uneven) > 1 and not len(records.numbers):
        raise Refused("UNREADABLE", "没有一行的列数与表头相同")
    _book(account, records, around)
    note_row_limit(account, None, records.last_number, records.last_number - header.last - 1)
    block = close_block(account, None, header, around, parse_records(records, dialect), records.numbers)
    return account.close("csv", [block], text.encoding, dialect.delimiter, dialect.quote)


@dataclass(frozen=True)
class _Record:
    """One record of the head of the file, and the offset where the next one begins."""

    cells: Sequence[str | None]
    next: int


def find_dialect(data: bytes, known: frozenset[str]) -> Dialect:
    """The delimiter under which most of the first records are equally wide, and that width."""
    lines = re.split(r"\r\n|\r|\n", data[:SAMPLE].decode("utf-8", "ignore"))
    if len(data) > SAMPLE:
        lines.pop()
    best, dialect = (0, 0.0, 0), Dialect(",", 1)
    for delimiter in DELIMITERS:
        records = [cells for cells in _sampled(lines, delimiter) if any(map(str.strip, cells))]
        widths = Counter(len(cells) for cells in records if len(cells) > 1)
        if widths:
            columns, alike = widths.most_common(1)[0]
            named = max(known_in(cells, known) for cells in records[:SEARCH_DEPTH])
            score = (named, alike / len(records), columns)
            if score > best:
                best, dialect = score, Dialect(delimiter, columns)
    return dialect


def _sampled(lines: list[str], delimiter: str) -> Iterator[list[str]]:
    """The records that the standard reader sees, up to a field that is too long as its quote never closes."""
    reader = csv.reader((line + "\n" for line in lines), delimiter=delimiter)
    with contextlib.suppress(csv.Error):
        yield from reader


def _head(data: bytes, dialect: Dialect) -> list[_Record]:
    """The first records, enough to find the header in."""
    records, at = [], 0
    while at < len(data) and len(records) < SEARCH_DEPTH:
        end, following = record_end(data, at, dialect)
        cells, _ = cells_of(data[at:end].decode(), dialect.delimiter)
        records.append(_Record([cell or None for cell in cells], following))
        at = following
    return records


def _fitted(header: Header, columns: int, body: list[_Record]) -> Header:
    """The header as wide as most records, where they differ only by the empty cell of a last delimiter."""
    names = header.names
    if columns < len(names):
        return header if any(names[columns:]) else Header(header.first, header.last, names[:columns])
    wide = [record.cells for record in body if len(record.cells) == columns]
    if 2 * len(wide) <= len(body) or any(cell for cells in wide for cell in cells[len(names) :]):
        return header
    return Header(header.first, header.last, names + (None,) * (columns - len(names)))


def _book(account: Account, records: Records, around: Surroundings) -> None:
    """Book the records that are not whole: blank or footer lines are ignored, the others broken."""
    for number, cells in records.uneven:
        reason = reason_of(cells, around)
        if reason is None:
            account.broken.append((None, number, "COLUMN_COUNT", raw_cells(cells)))
        else:
            account.ignored.append((None, number, reason, raw_cells(cells)))
    for number, text in records.unterminated:
        account.broken.append((None, number, "UNTERMINATED_QUOTE", raw_text(text)))
    for number, text in records.undecodable:
        account.broken.append((None, number, "UNDECODABLE", raw_text(text)))


def parse_records(records: Records, dialect: Dialect) -> list[pa.ChunkedArray]:
    """All whole records at once, every column as text, blank as null."""
    names = [str(place) for place in range(dialect.columns)]
    if not len(records.numbers):
        return [pa.chunked_array([], pa.string()) for _ in names]
    table = pyarrow.csv.read_csv(
        pa.BufferReader(pa.py_buffer(records.data)),
        pyarrow.csv.ReadOptions(column_names=names, block_size=max(BLOCK, 2 * records.longest)),
        pyarrow.csv.ParseOptions(
            delimiter=dialect.delimiter,
            quote_char=dialect.quote,
            newlines_in_values=records.spanning,
            ignore_empty_lines=False,
            invalid_row_handler=lambda row: "skip",
        ),
        pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=True,
            null_values=[""],
            check_utf8=False,
        ),
    )
    if table.num_rows != len(records.numbers):
        raise RuntimeError(f"{len(records.numbers)} whole records, but the parser found {table.num_rows}")
    return table.columns
