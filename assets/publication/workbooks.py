"""From a report's rows to its workbooks: the county's, one a township, sheets by village."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
from xlsxwriter.workbook import Workbook

from assets.publication.context import UNLOCATED, ReportContext, authority_of
from assets.publication.sheets import A4, Form, set_page, write_form
from assets.publication.styles import Styles
from sql.model import ReportMatter

ROWS_PER_SHEET = 1_000_000
"""Excel holds 1,048,576 rows; header and notes need some."""
_FORBIDDEN_IN_TABS = re.compile(r"[\[\]:*?/\\']")
_TAB_LENGTH = 31
PROVENANCE = "溯源"


@dataclass(frozen=True)
class Book:
    """What goes into one file: the unit it is about, null township for the county's, and its rows."""

    unit: str
    township: str | None
    rows: pa.Table


def write_report(matter: ReportMatter, rows: pa.Table, labels: ReportContext, folder: Path) -> list[Path]:
    """Write every workbook of a report, equal bytes for equal input; returns them in row order."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_write_book(matter, book, labels, folder) for book in _books(matter, rows, labels)]


def _books(matter: ReportMatter, rows: pa.Table, labels: ReportContext) -> Iterator[Book]:
    """The county's book, the townships' in the order of the rows, and the book of rows without a township."""
    if matter.split in ("county", "both"):
        yield Book(labels.county, None, rows)
    if matter.split == "county":
        return
    for code, of_township in _parted(rows, "township_code"):
        if code is not None:
            name = of_township["township"][0].as_py()
            yield Book(name, name, of_township)
        elif matter.split == "township":
            yield Book(UNLOCATED, UNLOCATED, of_township)


def _parted(rows: pa.Table, column: str) -> Iterator[tuple[str | None, pa.Table]]:
    """The rows of each value of a column, null included, in the order in which the values first appear."""
    encoded = rows[column].combine_chunks().dictionary_encode(null_encoding="encode")
    places = encoded.indices.to_numpy()
    for place, value in enumerate(encoded.dictionary.to_pylist()):
        yield value, rows.filter(pa.array(places == place))


def _write_book(matter: ReportMatter, book: Book, labels: ReportContext, folder: Path) -> Path:
    """Write one workbook beside its name and move it there whole."""
    path = folder / labels.file_name(matter.title, book.unit)
    unfinished = path.with_name(path.name + ".part")
    workbook = Workbook(str(unfinished), {"constant_memory": True, "strings_to_formulas": False})
    # The day stands for the clock: the same rows give the same file.
    workbook.set_properties(
        {"title": matter.title, "created": datetime.combine(labels.month_end, datetime.min.time())}
    )
    styles = Styles(workbook)
    for form in _forms(matter, book, labels):
        write_form(workbook, styles, matter, form)
    _write_provenance(workbook, styles, matter, book, labels)
    workbook.close()
    return unfinished.replace(path)


def _forms(matter: ReportMatter, book: Book, labels: ReportContext) -> Iterator[Form]:
    """The sheets of a book: one a value of the sheet column, cut where Excel would run out of rows."""
    for name, rows in _sheets(matter, book):
        present = _present(matter, rows)
        village = name if matter.sheet and name != book.unit else ""
        place = f"{labels.county}{book.township or ''}{village}"
        unit = f"{authority_of(book.unit)} {village}".rstrip()
        for part, start in enumerate(range(0, max(1, len(present)), ROWS_PER_SHEET), 1):
            yield Form(
                tab=_tab(name if part == 1 else f"{name}（{part}）"),
                heading=f"{place}{labels.period}{matter.title}",
                left=f"填报单位（盖章）：{unit}",
                centre=f"数据截止时间：{labels.as_of}",
                right=f"单位：{matter.unit}",
                rows=present.slice(start, ROWS_PER_SHEET),
            )


def _sheets(matter: ReportMatter, book: Book) -> Iterator[tuple[str, pa.Table]]:
    """Names and rows of the sheets; rows that name none stand under the report's title."""
    if matter.sheet is None:
        yield matter.title, book.rows
        return
    for name, rows in _parted(book.rows, matter.sheet):
        yield name or matter.title, rows


def _present(matter: ReportMatter, rows: pa.Table) -> pa.Table:
    """Rows that say anything: one with no cell at all only names a place where there is nobody."""
    said = [rows[column.column].is_valid().to_numpy() for column in matter.layout]
    return rows.filter(pa.array(np.logical_or.reduce(said)))


def _tab(name: str) -> str:
    return _FORBIDDEN_IN_TABS.sub("", name)[:_TAB_LENGTH]


def _write_provenance(
    workbook: Workbook, styles: Styles, matter: ReportMatter, book: Book, labels: ReportContext
) -> None:
    """The last sheet: from which version and rows this file was made."""
    rows = _present(matter, book.rows)
    facts = {
        "报表": f"{matter.code} {matter.title}",
        "单位": book.unit,
        "期别": labels.period,
        "数据截止时间": labels.month_end.isoformat(),
        "版次": str(labels.edition),
        "台账版本": str(labels.version),
        "生成依据": labels.generated_from,
        "行数": str(len(rows)),
        "内容摘要（SHA-256）": digest(rows.select([column.column for column in matter.layout])),
    }
    sheet = workbook.add_worksheet(PROVENANCE)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 72)
    set_page(sheet, A4)
    for at, (key, value) in enumerate(facts.items()):
        sheet.write_string(at, 0, key, styles.key)
        sheet.write_string(at, 1, value, styles.value)


def digest(rows: pa.Table) -> str:
    """SHA-256 of the rows as comma-separated UTF-8 text, with header."""
    text = io.BytesIO()
    pa_csv.write_csv(rows, text)
    return hashlib.sha256(text.getvalue()).hexdigest()
