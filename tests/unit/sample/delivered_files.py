"""Reads delivered files in the plainest way, sharing no code with the sample's writers or the product's readers."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
from python_calamine import CalamineWorkbook

Row = list[str | None]
Grid = dict[int, Row]
"""Cells by row number, the first row being 1; only what a row number can be given to."""


def _decoded(path: Path) -> str:
    raw = path.read_bytes()
    if raw.startswith(b"\xff\xfe"):
        return raw.decode("utf-16")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError(f"{path.name} is in no known encoding")


def _csv_records(text: str) -> Iterator[Row]:
    """Records of a csv text: a quote that never ends costs only its own line."""
    lines = text.removesuffix("\r\n").replace("\r\n", "\n").split("\n")
    delimiter = "\t" if "\t" in lines[0] else ","
    width = len(next(csv.reader([lines[0]], delimiter=delimiter)))
    place = 0
    while place < len(lines):
        taken = 1
        if lines[place].count('"') % 2:
            for reach in range(2, 4):
                joined = "\n".join(lines[place: place + reach])
                if joined.count('"') % 2 == 0 and len(next(
                    csv.reader([joined], delimiter=delimiter))) == width:
                    taken = reach
                    break
        yield next(csv.reader(["\n".join(lines[place: place + taken])], delimiter=delimiter))
        place += taken


def _as_text(value: object) -> str | None:
    if value in ("", None):
        return None
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return str(value)


def grids(path: Path) -> dict[str | None, Grid]:
    """Every sheet (None in formats without sheets) of a delivered file."""
    head = path.read_bytes()[:8]
    if head.startswith(b"PK") or head.startswith(b"\xd0\xcf\x11\xe0"):
        book = CalamineWorkbook.from_path(str(path))
        return {name: {number: [_as_text(cell) for cell in row] for number, row in enumerate(
            book.get_sheet_by_name(name).to_python(skip_empty_area=False), 1)} for name in book.sheet_names}
    if path.suffix == ".parquet":
        rows = pq.read_table(path).to_pylist()
        return {None: {0: list(rows[0])} | {n: [_as_text(v) for v in row.values()] for n,
                                            row in enumerate(rows, 1)}}
    text = _decoded(path)
    if path.suffix == ".jsonl":
        grid: Grid = {}
        for number, line in enumerate(text.splitlines(), 1):
            grid[number] = [_as_text(v) for v in json.loads(line).values()] if line.endswith("}") else [line]
            if line.endswith("}"):
                grid[0] = list(json.loads(line))
        return {None: grid}
    return {None: {number: [cell or None for cell in row] for number,
                   row in enumerate(_csv_records(text), 1)}}
