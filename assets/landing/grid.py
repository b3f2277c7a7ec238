"""A sheet as a grid of cells to one block: what workbooks and HTML tables have in common (guide F-03 to F-10)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from assets.landing.block import close_block, note_row_limit, open_block
from assets.landing.cells import Value, text_column, text_of
from assets.landing.headers import SEARCH_DEPTH, Header, Merge, find_header
from assets.landing.layout import BLANK
from assets.landing.reading import Account, Block, raw_cells


@dataclass
class Grid:
    """All rows of a sheet from row 1 to its last row with content, equally wide; a blank cell is ""."""

    sheet: str | None
    rows: list[list[Value]]
    merges: list[Merge] = field(default_factory=list)
    errors: Mapping[tuple[int, int], str] = field(default_factory=dict)

    def trim(self) -> None:
        """Drop the blank rows at the end."""
        last_error = max((row for row, _ in self.errors), default=-1)
        while len(self.rows) > last_error + 1 and is_blank(self.rows[-1]):
            self.rows.pop()
        width = max(map(len, self.rows), default=1)
        self.rows.extend([""] * width for _ in range(last_error + 1 - len(self.rows)))


def is_blank(row: Sequence[Value]) -> bool:
    """Whether no cell of the row shows anything."""
    return row.count("") == len(row) or all(isinstance(cell, str) and not cell.strip() for cell in row)


def ignore_all(account: Account, grid: Grid, reason: str) -> None:
    """Book every line of a sheet that is not read."""
    for number, row in enumerate(grid.rows, 1):
        what = BLANK if is_blank(row) else reason
        account.ignored.append((grid.sheet, number, what, raw_cells(map(_cell, row))))


def land(account: Account, grid: Grid, known: frozenset[str]) -> Block | None:
    """The block of one sheet; None, with all lines ignored, if it has no header."""
    note_row_limit(account, grid.sheet, len(grid.rows))
    head = [[_cell(cell) for cell in row] for row in grid.rows[: SEARCH_DEPTH + 5]]
    header = find_header(head, known, grid.merges)
    if header is None:
        ignore_all(account, grid, "NO_HEADER")
        account.note("F-03", "找不到表头，整张工作表未读取", grid.sheet)
        return None
    around = open_block(account, grid.sheet, header, head, range(1, len(head) + 1))
    start = header.last + 1
    body = grid.rows[start:]
    width = len(grid.rows[0])
    values = list(zip(*body, strict=True)) if body else [()] * width
    texts = [pa.chunked_array([text_column(column)]) for column in values]
    names = list(header.names) + [None] * (width - len(header.names))
    used = [at for at in range(width) if names[at] or texts[at].null_count < len(body)]
    filled = _filled_columns(account, grid, start, used)
    _note_errors(account, grid, names)
    header = Header(header.first, header.last, tuple(names[at] for at in used))
    numbers = np.arange(start + 1, len(grid.rows) + 1, dtype=np.int64)
    around = around.only(used)
    return close_block(account, grid.sheet, header, around, [texts[at] for at in used], numbers, filled)


def _cell(value: Value) -> str | None:
    return text_of(value) or None


def _filled_columns(account: Account, grid: Grid, start: int, used: Sequence[int]) -> dict[int, pa.Array]:
    """Columns with cells merged downwards, each value in all rows of its own range and never beyond it (F-07)."""
    places = {at: place for place, at in enumerate(used)}
    columns: dict[int, list[Value]] = {}
    count = 0
    for top, left, bottom, _ in grid.merges:
        if top < start or bottom == top or left not in places or not (value := grid.rows[top][left]):
            continue
        if places[left] not in columns:
            columns[places[left]] = [row[left] for row in grid.rows[start:]]
        for at in range(top + 1, min(bottom + 1, len(grid.rows))):
            if not is_blank(grid.rows[at]):
                columns[places[left]][at - start] = value
                count += 1
    if count:
        account.note("F-07", f"{count} 个单元格按纵向合并范围填入", grid.sheet)
    return {place: text_column(column) for place, column in columns.items()}


def _note_errors(account: Account, grid: Grid, names: Sequence[str | None]) -> None:
    """One note a column for cells with an error value, which are read as blank (F-10)."""
    counts = Counter(column for _, column in grid.errors)
    for column, count in sorted(counts.items()):
        rows = sorted(row for row, at in grid.errors if at == column)
        kinds = "、".join(sorted({text for (_, at), text in grid.errors.items() if at == column}))
        name = (names[column] if column < len(names) else None) or f"第 {column + 1} 列"
        account.note("F-10", f"“{name}”有 {count} 个错误值（{kinds}），按空白读取", grid.sheet, rows[0] + 1)
