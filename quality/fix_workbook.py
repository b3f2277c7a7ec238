"""The workbook a clerk works through: every row to fix in the department's own words, with room to answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from quality.answers import CHOICES, FINDING, NOTE, RESULT, VALUE
from quality.dispute_list import write_disputes
from quality.fix_list import COLUMNS, NUMBER

ROWS_A_FILE = 100_000
_TWO_LINES = 28
"""Height of a row in points."""
_FIXED_DAY = datetime(2000, 1, 1)
"""Creation time of every workbook: the same rows give the same bytes."""


def write_fix_list(
    rows: Iterable[pa.RecordBatch],
    folder: Path,
    stem: str,
    title: str | None = None,
    disputes: pa.Table | None = None,
) -> list[Path]:
    """Write rows of ``fix_rows`` to ``<stem>.xlsx``, ``<stem>_2.xlsx`` ..., 100,000 a file; returns the files.

    ``disputes`` (see ``dispute_rows``) are a sheet of the first file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    for number, part in enumerate(_parts(rows), 1):
        path = folder / (f"{stem}.xlsx" if number == 1 else f"{stem}_{number}.xlsx")
        _write_part(part, path, title or stem, disputes if number == 1 else None)
        files.append(path)
    return files


def _parts(rows: Iterable[pa.RecordBatch]) -> Iterator[Iterator[pa.RecordBatch]]:
    """The batches cut into parts of at most ROWS_A_FILE rows; one part at least, which may be empty."""
    pending = (batch for batch in rows if len(batch))
    rest = next(pending, None)
    first = True
    while first or rest is not None:
        first = False
        part: list[pa.RecordBatch] = []
        room = ROWS_A_FILE
        while rest is not None and room:
            part.append(rest.slice(0, room))
            room -= len(part[-1])
            rest = rest.slice(len(part[-1])) if len(rest) > len(part[-1]) else next(pending, None)
        yield iter(part)


def _write_part(batches: Iterable[pa.RecordBatch], path: Path, title: str, disputes: pa.Table | None) -> None:
    """One workbook: the cover with counts, then the rows, then the disputes if there are any."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": title, "created": _FIXED_DAY})
        formats = _formats(book)
        cover, sheet = book.add_worksheet("封面"), book.add_worksheet("整改清单")
        _head(sheet, formats)
        counts: Counter[tuple[str, str]] = Counter()
        last = 0
        for batch in batches:
            last = _rows(sheet, batch, last, formats)
            counts.update(zip(batch["source"].to_pylist(), batch["problem"].to_pylist(), strict=True))
        sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
        _answers(sheet, last)
        _cover(cover, title, counts, formats)
        if disputes is not None and len(disputes):
            write_disputes(book, disputes, formats)


def _formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    base = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "border": 1, "border_color": "#BFC7CA"}
    return {
        "head": book.add_format(
            base | {"bold": True, "bg_color": "#DCE7E9", "text_wrap": True, "align": "center"}
        ),
        "text": book.add_format(base | {"num_format": "@", "text_wrap": True}),
        "count": book.add_format(base | {"num_format": "#,##0"}),
        "answer": book.add_format(base | {"num_format": "@", "text_wrap": True, "bg_color": "#FFF9E3"}),
        "title": book.add_format({"font_name": "黑体", "font_size": 16, "bold": True}),
        "note": book.add_format({"font_name": "宋体", "font_size": 10, "font_color": "#5D686D"}),
    }


def _head(sheet: Worksheet, formats: dict[str, Format]) -> None:
    """Header row, widths, and how the sheet is printed."""
    for i, (header, name, width) in enumerate(COLUMNS):
        sheet.set_column(i, i, width, formats["text"] if name else formats["answer"])
        sheet.write_string(0, i, header, formats["head"])
    # two lines for every row: not every program makes rows grow by themselves
    sheet.set_default_row(_TWO_LINES)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C第 &P 页 共 &N 页")


def _rows(sheet: Worksheet, batch: pa.RecordBatch, last: int, formats: dict[str, Format]) -> int:
    """Write a batch below row ``last``; returns the last row written. Empty cells keep the column's format."""
    write_text, write_number = sheet.write_string, sheet.write_number
    text, number = formats["text"], formats["count"]
    places = [(i, name) for i, (_, name, _) in enumerate(COLUMNS) if name]
    writers = [
        (i, write_number, number) if name == "row_number" else (i, write_text, text) for i, name in places
    ]
    columns: list[list[Any]] = [batch[name].to_pylist() for _, name in places]
    for row, values in enumerate(zip(*columns, strict=True), last + 1):
        for (i, write, style), value in zip(writers, values, strict=True):
            if value is not None:
                write(row, i, value, style)
    return last + len(batch)


def _answers(sheet: Worksheet, last: int) -> None:
    """处理结果 is chosen from a list."""
    place = next(i for i, (header, _, _) in enumerate(COLUMNS) if header == RESULT)
    if last:
        sheet.data_validation(1, place, last, place, {"validate": "list", "source": list(CHOICES[FINDING])})


def _cover(
    sheet: Worksheet, title: str, counts: Counter[tuple[str, str]], formats: dict[str, Format]
) -> None:
    """Title, how to answer, and how often each problem occurs in this file."""
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 56)
    sheet.set_column(2, 2, 12)
    sheet.write_string(0, 0, title, formats["title"])
    notes = (
        "请在业务系统中更正原始数据，下一批次报送后复核；仅在本表中修改不算整改。",
        f"逐行选择“{RESULT}”（{'、'.join(CHOICES[FINDING])}），保存后将本文件放入本部门报送目录的“_answers”文件夹；请勿改动“{NUMBER}”。",
        f"申请例外须在“{NOTE}”中写明理由，上游问题须写明工单号；认为其他部门的值有误的，在“{VALUE}”中填写核实的值。",
        "个人信息已按级别遮盖，请按“文件、工作表、行号”在原文件中查找；行号与打开文件时看到的一致。",
    )
    for i, note in enumerate(notes, 1):
        sheet.write_string(i, 0, note, formats["note"])
    first = len(notes) + 2
    for i, header in enumerate(("数据集", "问题", "条数")):
        sheet.write_string(first, i, header, formats["head"])
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    for row, ((source, problem), count) in enumerate(ordered, first + 1):
        sheet.write_string(row, 0, source, formats["text"])
        sheet.write_string(row, 1, problem, formats["text"])
        sheet.write_number(row, 2, count, formats["count"])
    total = first + 1 + len(ordered)
    sheet.write_string(total, 0, "合计", formats["head"])
    sheet.write_blank(total, 1, None, formats["head"])
    sheet.write_number(total, 2, counts.total(), formats["count"])
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
