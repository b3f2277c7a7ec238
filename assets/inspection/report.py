"""An inspection as lines to read on a terminal: structure, shapes and counts, no value of the file."""

from collections.abc import Iterable, Iterator

import pyarrow as pa

from assets.inspection.files import Inspected
from assets.inspection.profile import ColumnProfile
from assets.inspection.shapes import is_datum
from assets.landing.reading import Block, Reading

_SHOWN_ROWS = 5
_SHOWN_SHAPES = 3
_EVIDENCE = {
    "utf-8": "its lines decode as UTF-8",
    "utf-8-sig": "it begins with the UTF-8 mark",
    "utf-16": "it has the UTF-16 mark, or a NUL in every second place",
    "utf-32": "it has the UTF-32 mark",
    "big5": "its lines decode as Big5 to common characters, not so as GB18030",
    "cp1252": "it is no UTF-8, and single letters are not of ASCII",
    "gb18030": "its lines do not decode as UTF-8, but as GB18030",
}


def report(inspected: Iterable[Inspected]) -> Iterator[str]:
    """The lines about each file."""
    for one in inspected:
        if one.refused:
            yield f"{one.file}: refused, {one.refused.code} {one.refused.detail}"
        if one.reading:
            yield f"{one.file}: {_how(one.reading)}"
            yield from (f"  {line}" for line in _content(one, one.reading))


def _how(reading: Reading) -> str:
    """Format, encoding with what speaks for it, delimiter and quote."""
    said = [reading.format]
    if reading.encoding:
        said.append(f"{reading.encoding} ({_EVIDENCE[reading.encoding]})")
    if reading.format == "csv":
        said.append(f"delimiter {reading.delimiter!r}" if reading.delimiter else "one column, no delimiter")
        said.append(f"quote {reading.quote}")
    return ", ".join(said)


def _content(one: Inspected, reading: Reading) -> Iterator[str]:
    headers, ignored, refused = (
        reading.header_lines.num_rows,
        reading.ignored.num_rows,
        reading.broken.num_rows,
    )
    landed = reading.lines - headers - ignored - refused
    yield f"{reading.lines} lines = {headers} header + {ignored} ignored + {landed} rows + {refused} refused"
    for number, table in enumerate(zip(reading.blocks, one.profiles, strict=True), 1):
        yield from _table(number, *table)
    yield from _others("ignored", reading.ignored)
    yield from _others("refused", reading.broken)
    for note in reading.notes:
        where = " ".join(filter(None, (note.sheet, f"row {note.row_number}" if note.row_number else "")))
        yield f"note {note.code}{f' ({where})' if where else ''}: {note.detail}"


def _table(number: int, block: Block, columns: list[ColumnProfile]) -> Iterator[str]:
    """A table and its columns."""
    sheet = f" in sheet {block.sheet}" if block.sheet else ""
    yield f"table {number}{sheet}: {block.rows.num_rows} rows, {len(block.headers)} columns"
    yield from (f"  {_column(place, one)}" for place, one in enumerate(columns, 1))


def _column(place: int, one: ColumnProfile) -> str:
    """A column's name, fill share, distinct values and shapes; a name that looks like a datum is not shown."""
    name = f"(column {place}, named like a value)" if is_datum(one.header) else one.header.replace("\n", " ")
    shapes = list(one.shapes)[:_SHOWN_SHAPES]
    looks = ", ".join(f"{shape} {one.share(shape):.0%}" for shape in shapes) or "blank"
    return f"{name}: {one.filled / max(1, one.rows):.0%} filled, {one.distinct} distinct, {looks}"


def _others(what: str, lines: pa.Table) -> Iterator[str]:
    """How many lines of each reason, and where the first of them stand."""
    places: dict[str, list[int]] = {}
    for reason, number in zip(lines["reason"].to_pylist(), lines["row_number"].to_pylist(), strict=True):
        places.setdefault(reason, []).append(number)
    for reason, numbers in sorted(places.items()):
        more = ", ..." if len(numbers) > _SHOWN_ROWS else ""
        yield f"{what} {len(numbers)} {reason}: row {', '.join(map(str, numbers[:_SHOWN_ROWS]))}{more}"
