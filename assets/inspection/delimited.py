"""Delimited text nobody has described: dialect, header and tables by evidence, irregular lines mended or refused."""

# pyright: reportAttributeAccessIssue=false
# (pyarrow.compute makes its functions when it is imported)

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assets.inspection.dialect import find_dialect, record_cells
from assets.inspection.header import by_contrast
from assets.inspection.irregular import aligned, fitting_cells, likely_cells
from assets.inspection.shapes import BLANK, kind_of
from assets.landing.block import close_block, note_row_limit, open_block
from assets.landing.csv_file import DELIMITERS, parse_records, read_csv
from assets.landing.headers import SEARCH_DEPTH, Cells, Header, is_known_header
from assets.landing.layout import FOOTER, Surroundings, reason_of
from assets.landing.physical_lines import Dialect
from assets.landing.reading import Account, Block, Reading, Refused, raw_cells, raw_text
from assets.landing.records import Records, record_end, split_records
from assets.landing.text import Text

MAX_COLUMNS = 4096
LEAST_TABLE = 3
"""So many lines of one other width in a row, a header first, are a table of their own."""
_SEEN = 200
Line = tuple[int, list[str]]
"""The number of a record and its cells."""


def read_delimited(text: Text, known: frozenset[str]) -> Reading:
    """Read text as the pipeline does if its header is known, else by what its lines have in common."""
    dialect = find_dialect(text.data, known)
    if dialect.columns > MAX_COLUMNS:
        raise Refused("UNREADABLE", f"表格有 {dialect.columns} 列，超过 {MAX_COLUMNS} 列")
    head = list(_head(text.data, dialect))
    rows = [cells for cells, _ in head]
    plain = dialect.delimiter in DELIMITERS and dialect.quote == '"'
    if plain and any(is_known_header(row, known, max(dialect.columns, 2)) for row in rows):
        return read_csv(text, known)
    header = _fitted(by_contrast(rows), dialect.columns, rows)
    account = Account()
    around = open_block(account, None, header, rows)
    start = head[header.last][1] if header.last >= 0 else 0
    records = split_records(text.data, start, dialect, text.undecodable, header.last + 2, fitting_cells)
    note_row_limit(account, None, records.last_number)
    blocks = _Body(account, records, dialect, header, around).blocks()
    delimiter = dialect.delimiter if dialect.columns > 1 else None
    return account.close("csv", blocks, text.encoding, delimiter, dialect.quote)


def _head(data: bytes, dialect: Dialect) -> Iterator[tuple[list[str | None], int]]:
    """The cells of the first records, and where the next one begins."""
    at = 0
    for _ in range(SEARCH_DEPTH):
        if at >= len(data):
            return
        end, following = record_end(data, at, dialect)
        yield [cell or None for cell in record_cells(data[at:end].decode(), dialect)], following
        at = following


def _fitted(header: Header, columns: int, rows: Sequence[Cells]) -> Header:
    """The header as wide as the table: blank names too many are left out, names too few are empty.

    One name too few above rows that are numbered is that of the numbers.
    """
    names = header.names
    while len(names) > columns and None in names:
        blank = len(names) - 1 - names[::-1].index(None)
        names = names[:blank] + names[blank + 1 :]
    leads = [row[0] for row in rows[header.last + 1 :] if row]
    short = header.last >= 0 and len(rows[header.last]) == columns - 1
    if short and leads and leads == [str(n) for n in range(1, len(leads) + 1)]:
        names = (None, *names[: columns - 1])
    return replace(header, names=names + (None,) * (columns - len(names)))


@dataclass
class _Body:
    """The records below a header: the table's rows, further tables, and what can not be read."""

    account: Account
    records: Records
    dialect: Dialect
    header: Header
    around: Surroundings

    def blocks(self) -> list[Block]:
        """The blocks of the file, the first the table of the header."""
        records, wide = self.records, len(self.header.names) - self.dialect.columns
        columns = _unpadded(parse_records(records, self.dialect))
        tables, irregular = _further_tables(self._leftover())
        mended = self._mended(irregular, columns)
        columns, numbers = _merged(columns, records.numbers, mended)
        columns += [pa.chunked_array([pa.nulls(len(numbers), pa.string())])] * wide
        for number, raw in records.undecodable:
            self.account.broken.append((None, number, "UNDECODABLE", raw_text(raw)))
        first = close_block(self.account, None, self.header, self.around, columns, numbers)
        return [first, *(self._table(lines) for lines in tables)]

    def _leftover(self) -> list[Line]:
        """The records that have not as many cells as the table has columns, in order."""
        opened = [(number, likely_cells(raw, self.dialect)) for number, raw in self.records.unterminated]
        return sorted([*self.records.uneven, *opened])

    def _mended(self, lines: Sequence[Line], columns: Sequence[pa.ChunkedArray]) -> list[Line]:
        """Ragged lines under the columns; the others are booked with the reason why they are no rows."""
        kinds = [_kinds(column) for column in columns]
        last = int(self.records.numbers[-1]) if len(self.records.numbers) else 0
        mended = []
        for number, cells in lines:
            filled = sum(bool(cell.strip()) for cell in cells)
            reason = reason_of(cells, self.around)
            if reason is None and filled == 1 < self.dialect.columns - 1 and number > last:
                reason = FOOTER
            row = None if filled == 1 < self.dialect.columns - 1 else aligned(cells, kinds)
            if reason:
                self.account.ignored.append((None, number, reason, raw_cells(cells)))
            elif row is None:
                self.account.broken.append((None, number, "COLUMN_COUNT", raw_cells(cells)))
            else:
                mended.append((number, row))
        if mended:
            detail = f"{len(mended)} 行的单元格数与表头不同，已按列对齐，请核对"
            self.account.note("COLUMN_COUNT", detail, None, mended[0][0])
        return mended

    def _table(self, lines: list[Line]) -> Block:
        """A table below the first one, of another width."""
        rows = [[cell or None for cell in cells] for _, cells in lines]
        header = by_contrast(rows)
        around = open_block(self.account, None, header, rows, lines[0][0])
        body = lines[header.last + 1 :]
        columns = [_texts([cells[at] for _, cells in body]) for at in range(len(header.names))]
        numbers = np.array([number for number, _ in body], np.int64)
        return close_block(self.account, None, header, around, columns, numbers)


def _further_tables(lines: Sequence[Line]) -> tuple[list[list[Line]], list[Line]]:
    """Runs of lines of one width that begin with a header, and the lines that belong to none."""
    runs: list[list[Line]] = []
    for number, cells in lines:
        if runs and runs[-1][-1][0] == number - 1 and len(runs[-1][-1][1]) == len(cells) > 1:
            runs[-1].append((number, cells))
        else:
            runs.append([(number, cells)])
    tables = [run for run in runs if len(run) >= LEAST_TABLE and _has_header([cells for _, cells in run])]
    others = [line for run in runs if run not in tables for line in run]
    return tables, others


def _has_header(rows: Sequence[Sequence[str]]) -> bool:
    header = by_contrast(rows)
    return header.first == 0 <= header.last


def _unpadded(columns: list[pa.ChunkedArray]) -> list[pa.ChunkedArray]:
    """Columns without the space that follows every delimiter of some files."""
    firsts = [cell for column in columns[1:] for cell in column.slice(0, _SEEN).to_pylist() if cell]
    if not firsts or 2 * sum(cell.startswith(" ") for cell in firsts) < len(firsts):
        return columns
    trimmed = [pc.utf8_ltrim(column, " ") for column in columns[1:]]
    return [columns[0], *(pc.if_else(pc.equal(column, ""), None, column) for column in trimmed)]


def _kinds(column: pa.ChunkedArray) -> frozenset[str]:
    """The kinds of value that a column holds in at least a tenth of its first rows."""
    seen = Counter(map(kind_of, column.slice(0, _SEEN).to_pylist()))
    return frozenset(kind for kind, n in seen.items() if 10 * n >= seen.total() and kind != BLANK)


def _texts(cells: Sequence[str]) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array([cell or None for cell in cells], pa.string())])


def _merged(
    columns: Sequence[pa.ChunkedArray], numbers: np.ndarray, lines: Sequence[Line]
) -> tuple[list[pa.ChunkedArray], np.ndarray]:
    """Rows with mended lines put where they stood."""
    if not lines:
        return list(columns), numbers
    numbers = np.append(numbers, [number for number, _ in lines]).astype(np.int64)
    order = pa.array(np.argsort(numbers))
    added = [_texts([cells[at] for _, cells in lines]) for at in range(len(columns))]
    both = [
        pa.chunked_array([*old.chunks, *new.chunks], pa.string())
        for old, new in zip(columns, added, strict=True)
    ]
    return [column.take(order) for column in both], np.sort(numbers)
