"""What a reader returns: the rows of one file, and an account of every line that is not a row."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

MAX_RECORD_BYTES = 1 << 20
"""A quoted field that does not close within this many bytes was never meant to span lines."""

HEADER_LINE = pa.schema([("sheet", pa.string()), ("row_number", pa.int64()), ("raw", pa.string())])
OTHER_LINE = pa.schema(
    [("sheet", pa.string()), ("row_number", pa.int64()), ("reason", pa.string()), ("raw", pa.string())]
)


class Refused(Exception):
    """A file nobody can read: a code (F-02, F-11 or UNREADABLE) and one line in Chinese for its owner."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code} {detail}")
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class Note:
    """One remarkable thing about the file (code of guide 4.1), without any personal value."""

    code: str
    sheet: str | None
    row_number: int | None
    detail: str


@dataclass(frozen=True)
class Block:
    """One header and its rows: `_row_number`, then one string column a header; a blank cell is null."""

    sheet: str | None
    headers: tuple[str, ...]
    title: tuple[str, ...]
    rows: pa.Table


@dataclass(frozen=True)
class Reading:
    """Everything one file holds; header lines + ignored + landed + broken are all its lines."""

    format: str
    encoding: str | None
    delimiter: str | None
    blocks: tuple[Block, ...]
    header_lines: pa.Table
    ignored: pa.Table
    broken: pa.Table
    notes: tuple[Note, ...]
    quote: str | None = None

    @property
    def lines(self) -> int:
        """The number of lines accounted for, to be compared with `count_lines`."""
        landed = sum(block.rows.num_rows for block in self.blocks)
        return self.header_lines.num_rows + self.ignored.num_rows + landed + self.broken.num_rows


@dataclass
class Account:
    """Collects the lines of one file that are not rows, and the notes, while it is read."""

    header_lines: list[tuple[str | None, int, str]] = field(default_factory=list)
    ignored: list[tuple[str | None, int, str, str]] = field(default_factory=list)
    broken: list[tuple[str | None, int, str, str]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def note(self, code: str, detail: str, sheet: str | None = None, row_number: int | None = None) -> None:
        """Add one note."""
        self.notes.append(Note(code, sheet, row_number, detail))

    def close(
        self,
        format: str,
        blocks: Sequence[Block],
        encoding: str | None = None,
        delimiter: str | None = None,
        quote: str | None = None,
    ) -> Reading:
        """The finished reading; lines stay in the order of sheets and rows."""
        return Reading(
            format=format,
            encoding=encoding,
            delimiter=delimiter,
            blocks=tuple(blocks),
            header_lines=_table(self.header_lines, HEADER_LINE),
            ignored=_table(self.ignored, OTHER_LINE),
            broken=_table(self.broken, OTHER_LINE),
            notes=(*self.notes, *self._layout_notes()),
            quote=quote,
        )

    def _layout_notes(self) -> Iterator[Note]:
        """One note a sheet for titles above the header (F-03), and one for remarks below the rows (F-06)."""
        for reason, code, what in (("TITLE", "F-03", "标题"), ("FOOTER", "F-06", "表尾说明")):
            lines: dict[str | None, list[int]] = {}
            for sheet, number, why, _ in self.ignored:
                if why == reason:
                    lines.setdefault(sheet, []).append(number)
            for sheet, numbers in lines.items():
                yield Note(code, sheet, min(numbers), f"有 {len(numbers)} 行{what}")


def raw_cells(cells: Iterable[str | None]) -> str:
    """A line whose cells are known, as a JSON list."""
    return json.dumps(list(cells), ensure_ascii=False)


def raw_text(text: str) -> str:
    """A line whose cells are not known, as a JSON object with its text."""
    return json.dumps({"text": text}, ensure_ascii=False)


def _table(lines: list[tuple], schema: pa.Schema) -> pa.Table:
    """Tuples to an Arrow table, ordered by row number within each sheet as the sheets came."""
    sheets = {sheet: place for place, sheet in enumerate(dict.fromkeys(line[0] for line in lines))}
    ordered = sorted(lines, key=lambda line: (sheets[line[0]], line[1]))
    columns = list(zip(*ordered, strict=True)) or [()] * len(schema)
    return pa.table(
        [pa.array(column, kind.type) for column, kind in zip(columns, schema, strict=True)], schema
    )
