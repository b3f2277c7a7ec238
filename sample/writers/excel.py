"""Excel as offices make it: titles above the header, sums and signatures below, numbers as text and back."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import xlwt
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sample.writers.table import Table, Written

Cell = str | float | datetime.datetime | None
_ROWS_IN_MEMORY = 5_000
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MADE = datetime.datetime(2025, 12, 31, 9, 0)


@dataclass(frozen=True)
class Form:
    """How one sheet is laid out; `sums` are headers with a total, `wrong_sum` one that does not add."""

    title: str
    subtitle: str | None = None
    sums: tuple[str, ...] = ()
    wrong_sum: str | None = None
    total_row: bool = True
    footer: str | None = None
    blank_before_total: bool = False
    repeat_header: int = 0
    merged: str | None = None
    hidden_copy: bool = False
    grouped: tuple[int, int, str] | None = None
    """First and last column of a group, and its name in a row above their headers (F-04)."""
    broken_formula: int | None = None
    """The column in which the first record shows #REF! (F-10)."""
    commented: bool = False
    """A comment on the first record says what no column does (F-09)."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook."""

    name: str
    table: Table
    form: Form


def _day(value: Cell) -> Cell:
    """A date for an ISO day that Excel knows, everything else as it is."""
    if not isinstance(value, str) or not _DAY.fullmatch(value) or value < "1900-03-01":
        return value
    return datetime.datetime.fromisoformat(value)


def _number(value: Cell) -> Cell:
    """A number for a text that is nothing but one, everything else as it is."""
    return float(value) if isinstance(value, str) and _plain(value) else value


def _cells(table: Table) -> list[Sequence[Cell]]:
    """Columns as Python lists, with numbers and dates where the table says so."""
    cells: list[Sequence[Cell]] = []
    for place, column in enumerate(table.columns):
        values: Sequence[Cell] = column.to_pylist()
        if place in table.numeric:
            wanted = table.numeric[place].tolist()
            values = [_number(value) if wants else value for value, wants in zip(values, wanted, strict=True)]
        if place in table.dates:
            values = [_day(value) for value in values]
        cells.append(values)
    return cells


def _plain(text: str) -> bool:
    """Whether a text is nothing but a number."""
    return text.replace(".", "", 1).removeprefix("-").isdigit()


def _total(values: Sequence[Cell], wrong: bool) -> float:
    """The sum of a column's numbers, those kept as text included, or one that is off by a hundred."""
    numbers = [
        float(value)
        for value in values
        if isinstance(value, float) or (isinstance(value, str) and _plain(value))
    ]
    return round(sum(numbers), 2) + (100 if wrong else 0)


def _total_line(sheet: Sheet, cells: list[Sequence[Cell]]) -> list[Cell]:
    """The 合计 row."""
    line: list[Cell] = [None] * len(cells)
    line[0] = "合计"
    for header in sheet.form.sums:
        place = sheet.table.headers.index(header)
        line[place] = _total(cells[place], header == sheet.form.wrong_sum)
    return line


def _write_row(page: Worksheet, row: int, line: Sequence[Cell], day_format: Format | None = None) -> None:
    """Write the cells of one row, nothing for nulls."""
    for place, value in enumerate(line):
        if isinstance(value, str):
            page.write_string(row, place, value)
        elif isinstance(value, datetime.datetime):
            page.write_datetime(row, place, value, day_format)
        elif value is not None:
            page.write_number(row, place, value)


def _write_rows(
    page: Worksheet, row: int, sheet: Sheet, cells: list[Sequence[Cell]], day_format: Format
) -> tuple[int, np.ndarray]:
    """Write the records, the header again every so often; answers the next row and their numbers."""
    numbers = np.arange(len(sheet.table)) + row + 1
    every = sheet.form.repeat_header
    for record, line in enumerate(zip(*cells, strict=True)):
        if every and record and record % every == 0:
            _write_row(page, row, sheet.table.headers)
            numbers[record:] += 1
            row += 1
        _write_row(page, row, line, day_format)
        if record == 0:
            _mark(page, row, sheet.form)
        row += 1
    return row, numbers


def _write_sheet(book: Workbook, sheet: Sheet) -> Written:
    """One sheet with everything around the records; rows are numbered as Excel shows them."""
    page, form, width = book.add_worksheet(sheet.name), sheet.form, len(sheet.table.headers)
    page.merge_range(0, 0, 0, width - 1, form.title)
    row = 1
    if form.subtitle:
        page.write_string(row, 0, form.subtitle)
        row += 1
    top = row
    row += _write_header(page, row, sheet)
    first, cells = row, _cells(sheet.table)
    if form.merged:
        place = sheet.table.headers.index(form.merged)
        cells[place] = _merge_down(page, first, place, cells[place])
    row, numbers = _write_rows(page, first, sheet, cells, book.add_format({"num_format": "yyyy/m/d"}))
    remarks: list[tuple[str, int | None, str | None]] = [("F-03", 1, None)]
    if form.grouped:
        remarks.append(("F-04", top + 1, None))
    if form.broken_formula is not None:
        remarks.append(("F-10", first + 1, None))
    if form.commented:
        remarks.append(("F-09", first + 1, None))
    if form.merged:
        remarks.append(("F-07", None, form.merged))
    # A blank row at the very end is no row of the sheet.
    row += form.blank_before_total and bool(form.total_row or form.footer)
    if form.total_row:
        _write_row(page, row, _total_line(sheet, cells))
        row += 1
        remarks += [("F-05", row, form.wrong_sum)] if form.wrong_sum else []
    if form.footer:
        page.write_string(row, 0, form.footer)
        row += 1
        remarks.append(("F-06", row, None))
    return Written(numbers, first - top, row - (first - top) - len(sheet.table), (), tuple(remarks))


def _write_header(page: Worksheet, row: int, sheet: Sheet) -> int:
    """Write the header, a group of it in two rows where the form has one; answers how many rows it takes."""
    headers, grouped = sheet.table.headers, sheet.form.grouped
    if grouped is None:
        _write_row(page, row, headers)
        return 1
    start, end, name = grouped
    page.merge_range(row, start, row, end, name)
    for place, header in enumerate(headers):
        if start <= place <= end:
            page.write_string(row + 1, place, header)
        else:
            page.merge_range(row, place, row + 1, place, header)
    return 2


def _mark(page: Worksheet, row: int, form: Form) -> None:
    """Spoil a record that was just written as the form says."""
    if form.broken_formula is not None:
        error: Any = "#REF!"  # the library takes texts too, whatever its annotation says
        page.write_formula(row, form.broken_formula, "=#REF!", None, error)
    if form.commented:
        page.write_comment(row, 0, "已核实，请删除此行")


def _runs(values: Sequence[Cell]) -> list[tuple[int, int]]:
    """First and last places of equal neighbours that are not blank."""
    starts = [place for place, value in enumerate(values) if place == 0 or value != values[place - 1]]
    return [
        (start, end - 1)
        for start, end in zip(starts, [*starts[1:], len(values)], strict=True)
        if end - start > 1 and values[start] is not None
    ]


def _merge_down(page: Worksheet, first: int, place: int, values: Sequence[Cell]) -> list[Cell]:
    """Merge equal neighbours of a column; answers the column with only the first of each left."""
    left = list(values)
    for start, end in _runs(values):
        left[start + 1 : end + 1] = [None] * (end - start)
        page.merge_range(first + start, place, first + end, place, values[start])
    return left


def _write_hidden(book: Workbook, sheet: Sheet) -> int:
    """A hidden sheet with the first records of an older list; answers its rows."""
    page = book.add_worksheet("旧表(隐藏)")
    page.hide()
    _write_row(page, 0, sheet.table.headers)
    kept = [column.slice(0, 5).to_pylist() for column in sheet.table.columns]
    lines = list(zip(*kept, strict=True))
    for row, line in enumerate(lines, 1):
        _write_row(page, row, line)
    return 1 + len(lines)


def write_xlsx(path: Path, sheets: Sequence[Sheet]) -> tuple[list[Written], int]:
    """Write a workbook; answers what was written by sheet, and the rows of hidden sheets."""
    merges = any(sheet.form.merged or sheet.form.grouped for sheet in sheets)
    small = sum(len(sheet.table) for sheet in sheets) < _ROWS_IN_MEMORY
    # Merging downwards writes into rows that the constant-memory mode has already let go.
    book = Workbook(str(path), {"constant_memory": not (merges or small), "in_memory": small})
    book.set_properties({"created": _MADE})
    written = [_write_sheet(book, sheet) for sheet in sheets]
    hidden = sum(_write_hidden(book, sheet) for sheet in sheets if sheet.form.hidden_copy)
    book.close()
    return written, hidden


def write_xls(path: Path, sheets: Sequence[Sheet]) -> list[Written]:
    """Write an old binary workbook: a title, the header, the records; a sheet holds at most 65,536 rows."""
    book = xlwt.Workbook(encoding="utf-8")
    written = []
    for sheet in sheets:
        page = book.add_sheet(sheet.name)
        page.write_merge(0, 0, 0, len(sheet.table.headers) - 1, sheet.form.title)
        lines = [sheet.table.headers, *zip(*_cells(sheet.table), strict=True)]
        for row, line in enumerate(lines, 1):
            for place, value in enumerate(line):
                if value is not None:
                    page.write(row, place, value)
            if row % 2_000 == 0:
                page.flush_row_data()
        written.append(Written(np.arange(3, 3 + len(sheet.table)), 1, 1, (), (("F-03", 1, None),)))
    book.save(str(path))
    return written
