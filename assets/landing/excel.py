"""Workbooks, xlsx and xls, sheet by sheet."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from assets.landing.grid import Grid, ignore_all, land
from assets.landing.reading import Account, Reading, Refused
from assets.landing.sheet_marks import NO_MARKS, Marks, sheet_marks


def read_workbook(source: Path | bytes, known: frozenset[str], format: str) -> Reading:
    """Read all visible sheets of a workbook; hidden ones are accounted for and noted (F-08)."""
    account, blocks = Account(), []
    workbook = _open(source)
    marks = _marks(source) if format == "xlsx" else {}
    for metadata in workbook.sheets_metadata:
        if metadata.typ != SheetTypeEnum.WorkSheet:
            continue
        mark = marks.get(metadata.name, NO_MARKS)
        grid = _grid(workbook.get_sheet_by_name(metadata.name), mark)
        if not grid.rows:
            continue
        if metadata.visible != SheetVisibleEnum.Visible:
            ignore_all(account, grid, "HIDDEN_SHEET")
            account.note(
                "F-08", f"隐藏的工作表，{len(grid.rows)} 行未读取，请确认是否应当报送", metadata.name
            )
            continue
        block = land(account, grid, known)
        _note_marks(account, metadata.name, mark)
        if block is not None:
            blocks.append(block)
    if not blocks:
        raise Refused("F-03", "没有一张可见的工作表有表头")
    return account.close(format, blocks)


def _open(source: Path | bytes) -> CalamineWorkbook:
    """Open a workbook by its content."""
    try:
        return CalamineWorkbook.from_object(io.BytesIO(source) if isinstance(source, bytes) else source)
    except PasswordError:
        raise Refused("F-11", "工作簿有密码，请去除密码后重新报送") from None
    except CalamineError:
        raise Refused("F-11", "工作簿已加密、损坏，或不是 Excel 工作簿") from None


def _marks(source: Path | bytes) -> Mapping[str, Marks]:
    """What only the sheets' XML tells: hidden rows, error values, formulas without a value."""
    with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as archive:
        return sheet_marks(archive)


def _grid(sheet: CalamineSheet, mark: Marks) -> Grid:
    """The cells from A1 on, with the merged ranges and the errors."""
    rows = sheet.to_python(skip_empty_area=False) if sheet.end is not None else []
    merges = [(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or []]
    return Grid(sheet.name, rows, merges, mark.errors)


def _note_marks(account: Account, sheet: str, mark: Marks) -> None:
    """Notes about hidden rows, which are read, and formulas without a value, which are blank."""
    if mark.hidden_rows:
        detail = f"{len(mark.hidden_rows)} 行被隐藏或筛选，已照常读取"
        account.note("F-08", detail, sheet, mark.hidden_rows[0])
    if mark.uncached:
        detail = f"{len(mark.uncached)} 个公式没有计算结果，按空白读取"
        account.note("F-10", detail, sheet, mark.uncached[0])
