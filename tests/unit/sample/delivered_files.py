"""Reads delivered files in the plainest way, sharing no code with writers or readers of the project."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
from python_calamine import CalamineWorkbook

Cells = list[str | None]
Grid = dict[int, Cells]
"""Cells by row number, the first row being 1; in jsonl and parquet row 0 holds the headers."""


def truth(home: Path, query: str) -> list[tuple[Any, ...]]:
    """Rows of a query over the truth tables, which are named as their files."""
    with duckdb.connect() as connection:
        for file in sorted((home / "truth").glob("*.parquet")):
            connection.execute(f"create view {file.stem} as from '{file}'")
        return connection.execute(query).fetchall()


def _decoded(path: Path) -> str:
    raw = path.read_bytes()
    if raw.startswith(b"\xff\xfe"):
        return raw.decode("utf-16")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


def _csv_records(text: str) -> Iterator[list[str]]:
    """Records of a csv text: a quote that never ends costs only its own line."""
    lines = text.removesuffix("\r\n").replace("\r\n", "\n").split("\n")
    delimiter = "\t" if "\t" in lines[0] else ","
    width = len(next(csv.reader([lines[0]], delimiter=delimiter)))
    place = 0
    while place < len(lines):
        taken = 1
        if lines[place].count('"') % 2:
            joined = "\n".join(lines[place : place + 2])
            if joined.count('"') % 2 == 0 and len(next(csv.reader([joined], delimiter=delimiter))) == width:
                taken = 2
        yield next(csv.reader(["\n".join(lines[place : place + taken])], delimiter=delimiter))
        place += taken


def _as_text(value: object) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return str(value)


def _json_lines(text: str) -> Grid:
    grid: Grid = {}
    for number, line in enumerate(text.splitlines(), 1):
        whole = line.endswith("}")
        grid[number] = [_as_text(value) for value in json.loads(line).values()] if whole else [line]
        if whole:
            grid[0] = list(json.loads(line))
    return grid


def _workbook(path: Path) -> dict[str | None, Grid]:
    book = CalamineWorkbook.from_path(str(path))
    sheets: dict[str | None, Grid] = {}
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        rows = sheet.to_python(skip_empty_area=False)
        grid = {number: [_as_text(cell) for cell in row] for number, row in enumerate(rows, 1)}
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
            if left == right:
                for number in range(top + 2, bottom + 2):
                    grid[number][left] = grid[top + 1][left]
        sheets[name] = grid
    return sheets


def grids(path: Path) -> dict[str | None, Grid]:
    """Every sheet (None in formats without sheets) of a delivered file."""
    if path.read_bytes()[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        return _workbook(path)
    if path.suffix == ".parquet":
        rows = pq.read_table(path).to_pylist()
        return {
            None: {0: list(rows[0])}
            | {n: [_as_text(v) for v in row.values()] for n, row in enumerate(rows, 1)}
        }
    text = _decoded(path)
    if path.suffix == ".jsonl":
        return {None: _json_lines(text)}
    return {
        None: {number: [cell or None for cell in row] for number, row in enumerate(_csv_records(text), 1)}
    }
