"""One sheet of an official table: heading, unit line, grouped header, rows, total, signatures, notes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from assets.publication.styles import Styles
from sql.model import ReportColumn, ReportMatter

A3, A4 = 8, 9
"""Paper sizes as Excel numbers them."""
_A4_WIDTH = 190
"""Characters that are still readable on one landscape A4 page; wider tables are printed on A3."""
_MARGIN = 2 / 2.54
_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_TRUSTED_FROM = date(1900, 3, 1)
"""Excel believes in 29 February 1900; earlier days are written as text."""
_ROW_HEIGHT = 18
_COUNT_WIDTH = 8
"""A column this wide has room for the number of rows in the total line."""
_SERIAL = ReportColumn(column="", title="序号", width=6)
_ORDINALS = "甲乙丙丁戊己庚辛壬癸"
_SIGNATURES = "单位负责人：{0}审核人：{0}制表人：{0}联系电话：{0}填报日期：    年   月   日".format(" " * 16)
SUMMARY = "summary"
"""The column whose non-null rows are totals that the SELECT brings itself."""


@dataclass(frozen=True)
class Form:
    """What stands on one sheet: its tab, heading, the three texts below the heading, and its rows."""

    tab: str
    heading: str
    left: str
    centre: str
    right: str
    rows: pa.Table


def write_form(workbook: Workbook, styles: Styles, matter: ReportMatter, form: Form) -> None:
    """Write one sheet, row after row, for the workbook keeps only the current row in memory."""
    sheet = workbook.add_worksheet(form.tab)
    columns = (_SERIAL, *matter.layout)
    sheet.set_default_row(_ROW_HEIGHT)
    for i, column in enumerate(columns):
        sheet.set_column(i, i, column.width)
    _write_heading(sheet, styles, form, len(columns))
    header_end = _write_header(sheet, styles, columns, numbered=matter.total == "first")
    body_end = _write_rows(sheet, styles, matter, form.rows, header_end)
    _write_foot(sheet, styles, matter, columns, body_end)
    set_page(sheet, A4 if sum(column.width for column in columns) <= _A4_WIDTH else A3)
    sheet.repeat_rows(0, header_end - 1)
    sheet.freeze_panes(header_end, 0)
    sheet.hide_gridlines(2)
    if matter.total != "first" and len(form.rows):
        sheet.autofilter(header_end - 1, 0, header_end + len(form.rows) - 1, len(columns) - 1)


def _write_heading(sheet: Worksheet, styles: Styles, form: Form, columns: int) -> None:
    """Rows 1 and 2: the heading over the whole width; unit left, month centred, unit of measure right."""
    sheet.set_row(0, 36)
    _write_across(sheet, 0, 0, columns - 1, form.heading, styles.title)
    sheet.set_row(1, 20)
    third = max(1, columns // 3)
    _write_across(sheet, 1, 0, third - 1, form.left, styles.left)
    _write_across(sheet, 1, third, columns - third - 1, form.centre, styles.centre)
    _write_across(sheet, 1, columns - third, columns - 1, form.right, styles.right)


def _write_across(sheet: Worksheet, row: int, first: int, last: int, text: str, style: Format) -> None:
    """A text over one or several columns of a row."""
    if first < last:
        sheet.merge_range(row, first, row, last, text, style)
    elif first == last:
        sheet.write_string(row, first, text, style)


def _write_header(sheet: Worksheet, styles: Styles, columns: tuple[ReportColumn, ...], numbered: bool) -> int:
    """Header rows from row 3 on, groups merged over their columns; returns the row after them."""
    top = 2
    grouped = any(column.group for column in columns)
    if grouped:
        _write_groups(sheet, styles, columns, top)
    titles = top + 1 if grouped else top
    sheet.set_row(titles, 32)
    for i, column in enumerate(columns):
        if grouped and column.group is None:
            sheet.write_blank(titles, i, None, styles.header)
            # merge_range would write the upper row again, which is gone from memory
            sheet.merge.append([top, i, titles, i])
        else:
            sheet.write_string(titles, i, column.title, styles.header)
    if not numbered:
        return titles + 1
    for i, number in enumerate(_column_numbers(columns)):
        sheet.write_string(titles + 1, i, number, styles.number_row)
    return titles + 2


def _write_groups(sheet: Worksheet, styles: Styles, columns: tuple[ReportColumn, ...], row: int) -> None:
    """The upper header row: titles of groups, and of the columns that belong to none."""
    sheet.set_row(row, 22)
    at = 0
    for group, members in groupby(columns, key=lambda column: column.group):
        titles = [member.title for member in members]
        if group is not None:
            _write_across(sheet, row, at, at + len(titles) - 1, group, styles.header)
        else:
            for i, title in enumerate(titles):
                sheet.write_string(row, at + i, title, styles.header)
        at += len(titles)


def _column_numbers(columns: tuple[ReportColumn, ...]) -> Iterator[str]:
    """The row that numbers the columns of a statistical form: 甲 乙 丙 for texts, 1 2 3 for figures."""
    words, figures = iter(_ORDINALS), iter(range(1, len(columns) + 1))
    for column in columns:
        yield str(next(figures)) if column.format in ("int", "money") else next(words)


def _write_rows(sheet: Worksheet, styles: Styles, matter: ReportMatter, rows: pa.Table, top: int) -> int:
    """The body, with a total line where the report wants one; returns the row after the last one."""
    if SUMMARY in rows.column_names:
        return _write_body(sheet, styles, matter, rows, top)
    at = _write_total(sheet, styles, matter, rows, top) if matter.total == "first" else top
    at = _write_body(sheet, styles, matter, rows, at)
    return _write_total(sheet, styles, matter, rows, at) if matter.total == "last" else at


def _write_body(sheet: Worksheet, styles: Styles, matter: ReportMatter, rows: pa.Table, top: int) -> int:
    """All rows, numbered from 1; totals that the table brings are bold and carry no number."""
    cells = [_values(rows[column.column], column) for column in matter.layout]
    totals = rows[SUMMARY].is_valid().to_pylist() if SUMMARY in rows.column_names else [False] * len(rows)
    plain, bold = (_writers(sheet, styles, matter.layout, total) for total in (False, True))
    serial_style, blank_style = styles.cell("int", 0), styles.cell("text", 0)
    serial = 0
    for at, (is_total, lines, *values) in enumerate(
        zip(totals, _lines(rows, matter.layout), *cells, strict=True), top
    ):
        if lines > 1:
            sheet.set_row(at, _ROW_HEIGHT * lines)
        serial += not is_total
        if is_total:
            sheet.write_blank(at, 0, None, blank_style)
        else:
            sheet.write_number(at, 0, serial, serial_style)
        for i, (value, (write, style)) in enumerate(zip(values, bold if is_total else plain, strict=True), 1):
            if value is None or value == "":
                sheet.write_blank(at, i, None, style)
            else:
                write(at, i, value, style)
    return top + len(rows)


def _lines(rows: pa.Table, columns: tuple[ReportColumn, ...]) -> list[int]:
    """How many lines each row needs for its longest text: not every program makes rows grow by themselves."""
    lines = np.ones(len(rows), dtype=np.int64)
    for column in columns:
        if column.format == "text":
            text = rows[column.column].cast(pa.string()).fill_null("")
            size, length = (
                pc.call_function(measure, [text]).to_numpy() for measure in ("binary_length", "utf8_length")
            )
            # UTF-8 gives a Chinese character three bytes, and it is two wide
            needed = np.ceil((size + length) / 2 / (column.width - 1)).astype(np.int64)
            lines = np.maximum(lines, needed)
    return lines.tolist()


_Writer = tuple[Callable[[int, int, Any, Format], Any], Format]


def _writers(
    sheet: Worksheet, styles: Styles, columns: tuple[ReportColumn, ...], total: bool
) -> list[_Writer]:
    """How each column is written, and in which format."""
    by_format = {"text": sheet.write_string, "date": sheet.write}
    return [
        (by_format.get(column.format, sheet.write_number), styles.cell(column.format, column.width, total))
        for column in columns
    ]


def _values(cells: pa.ChunkedArray, column: ReportColumn) -> list[Any]:
    """The cells of a column as Excel holds them: text, numbers, days since its epoch, or null."""
    if column.format == "text":
        return cells.cast(pa.string()).to_pylist()
    if column.format == "date":
        return [_serial_day(day) for day in cells.cast(pa.date32()).to_pylist()]
    return cells.cast(pa.float64() if column.format == "money" else pa.int64()).to_pylist()


def _serial_day(day: date | None) -> int | str | None:
    """A day as Excel counts it."""
    if day is None or day >= _EXCEL_TRUSTED_FROM:
        return day and (day - _EXCEL_EPOCH).days
    return day.isoformat()


def _write_total(sheet: Worksheet, styles: Styles, matter: ReportMatter, rows: pa.Table, at: int) -> int:
    """合计, in rosters the number of rows, and the sums of the columns that have one."""
    sheet.write_string(at, 0, "合计", styles.cell("text", 0, total=True))
    count = f"{len(rows)}{matter.unit.split('、')[0]}"
    wide = (i for i, column in enumerate(matter.layout, 1) if not column.sum and column.width >= _COUNT_WIDTH)
    place = next(wide, None) if matter.total == "last" else None
    for i, column in enumerate(matter.layout, 1):
        style = styles.cell(column.format if column.sum else "text", column.width, total=True)
        if column.sum:
            sheet.write_number(at, i, float(sum(rows[column.column].drop_null().to_pylist())), style)
        elif i == place:
            sheet.write_string(at, i, count, style)
        else:
            sheet.write_blank(at, i, None, style)
    return at + 1


def _write_foot(
    sheet: Worksheet, styles: Styles, matter: ReportMatter, columns: tuple[ReportColumn, ...], top: int
) -> None:
    """The line to sign, then the notes, each as high as its text needs."""
    last = len(columns) - 1
    sheet.set_row(top, 28)
    _write_across(sheet, top, 0, last, _SIGNATURES, styles.left)
    width = sum(column.width for column in columns)
    for i, note in enumerate(matter.notes):
        text = f"说明：{i + 1}.{note}" if i == 0 else f"　　　{i + 1}.{note}"
        # a Chinese character is two wide
        sheet.set_row(top + 1 + i, 16 * math.ceil(2 * len(text) / width))
        _write_across(sheet, top + 1 + i, 0, last, text, styles.note)


def set_page(sheet: Worksheet, paper: int) -> None:
    """Landscape, one page wide, pages numbered."""
    sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=_MARGIN, right=_MARGIN, top=_MARGIN, bottom=_MARGIN)
    sheet.center_horizontally()
    sheet.set_footer("&C第 &P 页 共 &N 页")
