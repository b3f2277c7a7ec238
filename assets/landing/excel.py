"""Workbooks, xlsx and xls, sheet by sheet."""

import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from assets.landing.archive import DAMAGED
from assets.landing.grid import Grid, ignore_all, land, trimmed
from assets.landing.headers import FindHeader, find_header
from assets.landing.reading import Account, Reading, Refused
from assets.landing.sheet_marks import NO_MARKS, Marks, sheet_marks
from assets.landing.xls_marks import xls_marks

MAX_CELLS = 100_000_000
"""Rows times columns of a sheet; one stray cell in the last corner would ask for 17 billion."""

PROBE_MEMORY = 2 << 30
PROBE_SECONDS = 120
"""What the largest xls, 65,536 rows of 256 columns, stays far below; a damaged one may ask for anything."""

_PROBE = f"""
import io, resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({PROBE_MEMORY}, {PROBE_MEMORY}))
resource.setrlimit(resource.RLIMIT_CPU, ({PROBE_SECONDS}, {PROBE_SECONDS}))
from python_calamine import CalamineWorkbook
book = CalamineWorkbook.from_object(io.BytesIO(sys.stdin.buffer.read()))
for name in book.sheet_names:
    book.get_sheet_by_name(name).to_python()
"""


def read_workbook(
    source: Path | bytes, known: frozenset[str], format: str, find: FindHeader = find_header
) -> Reading:
    """Read all visible sheets of a workbook; hidden ones are accounted for and noted (F-08)."""
    account, blocks = Account(), []
    for grid, visible, mark in _grids(source, format):
        if not visible:
            ignore_all(account, grid, "HIDDEN_SHEET")
            detail = f"隐藏的工作表，{len(grid.rows)} 行未读取，请确认是否应当报送"
            account.note("F-08", detail, grid.sheet)
            continue
        blocks += land(account, grid, known, find)
        _note_marks(account, grid.sheet, mark)
    if not blocks:
        raise Refused("UNREADABLE", "没有一张可见的工作表有表头")
    return account.close(format, blocks)


def _grids(source: Path | bytes, format: str) -> Iterator[tuple[Grid, bool, Marks]]:
    """The worksheets that hold anything: their cells, whether they are visible, and their marks."""
    try:
        marks = _xlsx_marks(source) if format == "xlsx" else _probed(source)
        workbook = CalamineWorkbook.from_object(io.BytesIO(source) if isinstance(source, bytes) else source)
        for metadata in workbook.sheets_metadata:
            mark = marks.get(metadata.name, NO_MARKS)
            if metadata.typ == SheetTypeEnum.WorkSheet:
                grid = _grid(workbook.get_sheet_by_name(metadata.name), mark)
                if grid.rows:
                    yield grid, metadata.visible == SheetVisibleEnum.Visible, mark
    except PasswordError:
        raise Refused("F-11", "工作簿有密码，请去除密码后重新报送") from None
    except (*DAMAGED, CalamineError, LookupError, ParseError, ExpatError):
        raise Refused("F-11", "工作簿已加密、损坏，或不是 Excel 工作簿") from None


def _xlsx_marks(source: Path | bytes) -> Mapping[str, Marks]:
    """What only the XML of the sheets tells; a sheet of unreasonable size is refused before it is opened."""
    with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as archive:
        marks = sheet_marks(archive)
    if any(mark.cells > MAX_CELLS for mark in marks.values()):
        raise Refused("F-11", "工作表范围过大，请删除表格以外的单元格后重新报送")
    return marks


def _probed(source: Path | bytes) -> Mapping[str, Marks]:
    """What its records tell; damaged xls can abort the process that decodes it, so another process tries it first."""
    data = source if isinstance(source, bytes) else source.read_bytes()
    probe = subprocess.run([sys.executable, "-c", _PROBE], input=data, capture_output=True, check=False)
    if probe.returncode and b"PasswordError" not in probe.stderr:
        raise Refused("F-11", "工作簿已加密、损坏，或不是 Excel 工作簿")
    return xls_marks(data)


def _grid(sheet: CalamineSheet, mark: Marks) -> Grid:
    """The cells from A1 on, with the merged ranges and the errors."""
    rows = sheet.to_python(skip_empty_area=False) if sheet.end is not None else []
    merges = [(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or []]
    return trimmed(Grid(sheet.name, rows, merges, mark.errors))


def _note_marks(account: Account, sheet: str | None, mark: Marks) -> None:
    """Notes about what is hidden or struck through (it is read), formulas without a value (blank), comments (not read)."""
    if mark.hidden_rows:
        detail = f"{len(mark.hidden_rows)} 行被隐藏或筛选，已照常读取"
        account.note("F-08", detail, sheet, mark.hidden_rows[0])
    if mark.hidden_columns:
        account.note("F-08", f"{mark.hidden_columns} 列被隐藏，已照常读取", sheet)
    if mark.comments:
        detail = f"{len(mark.comments)} 个批注未读取，请确认其含义是否需要填入表中"
        account.note("F-09", detail, sheet, min(mark.comments))
    if mark.struck:
        detail = f"{len(mark.struck)} 个单元格有删除线，已照常读取，请确认是否应当删除"
        account.note("F-09", detail, sheet, min(mark.struck))
    if mark.uncached:
        detail = f"{len(mark.uncached)} 个公式没有计算结果，按空白读取"
        account.note("F-10", detail, sheet, mark.uncached[0])
