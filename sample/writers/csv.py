"""csv: fields quoted where needed or everywhere, whole columns at a time; some lines broken on purpose."""

from pathlib import Path

import numpy as np
import pyarrow as pa

from sample import columns
from sample.writers.table import COLUMN_COUNT, NEWLINE, UNTERMINATED_QUOTE, Table, Written

_CHUNK = 250_000


def _quoted(column: pa.Array, delimiter: str, everywhere: bool) -> pa.Array:
    """Cells as csv fields."""
    wrapped = columns.join('"', columns.replace(column, '"', '""'), '"')
    if everywhere:
        return wrapped.fill_null('""')
    needs = columns.matches(column, f'[{delimiter}"\r\n]')
    return columns.either(needs, wrapped, column).fill_null("") if needs.any() else column.fill_null("")


def _break(line: str, kind: str, delimiter: str) -> str:
    """The line broken: a field too many, a quote that never ends, or a line break inside a field."""
    plain = line.replace('"', "").replace("\n", " ")
    if kind == COLUMN_COUNT:
        return f"{plain}{delimiter}多余"
    if kind == UNTERMINATED_QUOTE:
        return f'"{plain}'
    place = plain.index(delimiter, plain.index(delimiter) + 1) - 1
    return f"{plain[:place]}\n{plain[place:]}"


def _lines(table: Table, start: int, stop: int, delimiter: str, quote_all: bool) -> pa.Array:
    """Lines of the records from `start` to `stop`, without their ends."""
    fields = [_quoted(column.slice(start, stop - start), delimiter, quote_all) for column in table.columns]
    lines = columns.join(*fields, glue=delimiter)
    here = sorted(row for row in table.broken if start <= row < stop)
    if not here:
        return lines
    rows = np.array(here) - start
    broken = [_break(lines[int(row)].as_py(), table.broken[row + start], delimiter) for row in rows.tolist()]
    return columns.patch(lines, rows, columns.text(broken))


def _bytes(column: pa.Array) -> bytes:
    """All cells of a column without nulls or offset, one after the other, in UTF-8."""
    _, offsets, data = column.buffers()
    ends = np.frombuffer(offsets, np.int32)
    return data.slice(0, int(ends[len(column)])).to_pybytes()


def write_csv(
    path: Path, table: Table, encoding: str, delimiter: str = ",", quote_all: bool = False, end: str = "\r\n"
) -> Written:
    """Write the table; row 1 is the header, a record takes one number, one broken in two takes two."""
    with path.open("wb") as out:
        header = [f'"{header}"' if quote_all else header for header in table.headers]
        out.write((delimiter.join(header) + end).encode(encoding))
        later = "utf-8" if encoding == "utf-8-sig" else "utf-16-le" if encoding == "utf-16" else encoding
        for start in range(0, len(table), _CHUNK):
            lines = _lines(table, start, min(start + _CHUNK, len(table)), delimiter, quote_all)
            body = _bytes(columns.join(lines, end))
            out.write(body if later == "utf-8" else body.decode("utf-8").encode(later))
    return _numbered(table)


def _numbered(table: Table) -> Written:
    """Row numbers of the records; 0 for broken ones, whose own numbers stand in `broken`."""
    steps = np.ones(len(table), np.int64)
    for row, kind in table.broken.items():
        steps[row] = 2 if kind == NEWLINE else 1
    numbers = 2 + np.cumsum(steps) - steps
    broken = []
    for row, kind in sorted(table.broken.items()):
        first = int(numbers[row])
        broken += [(first, COLUMN_COUNT), (first + 1, COLUMN_COUNT)] if kind == NEWLINE else [(first, kind)]
        numbers[row] = 0
    return Written(numbers, broken=tuple(broken))
