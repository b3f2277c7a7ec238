"""A sheet as a grid of cells to one block: what workbooks and HTML tables share (guide F-03 to F-10)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
import pyarrow as pa

from assets.landing.block import close_block, note_row_limit, open_block
from assets.landing.cells import Value, text_column, text_of
from assets.landing.headers import SEARCH_DEPTH, FindHeader, Header, Merge, is_known_header
from assets.landing.layout import BLANK, FOOTER, SUM, Surroundings, reason_of
from assets.landing.reading import Account, Block, Refused, raw_cells

MAX_COLUMNS = 256
"""A sheet with more columns is no list of people, houses or payments; xls could hold no more either."""


@dataclass
class Grid:
    """All rows of a sheet from row 1 to the last one that shows a value, equally wide; a blank cell is ""."""

    sheet: str | None
    rows: list[list[Value]]
    merges: list[Merge] = field(default_factory=list)
    errors: Mapping[tuple[int, int], str] = field(default_factory=dict)
    first_number: int = 1

    def part(self, begin: int, end: int) -> "Grid":
        """The rows from `begin` to before `end`, which keep their numbers."""
        merges = [
            (top - begin, left, bottom - begin, right)
            for top, left, bottom, right in self.merges
            if begin <= top and bottom < end
        ]
        last = end if end < len(self.rows) else max((row for row, _ in self.errors), default=0) + 1
        errors = {(row - begin, at): text for (row, at), text in self.errors.items() if begin <= row < last}
        return Grid(self.sheet, self.rows[begin:end], merges, errors, self.first_number + begin)


def trimmed(grid: Grid) -> Grid:
    """The grid without the blank rows at its end."""
    end = len(grid.rows)
    while end and is_blank(grid.rows[end - 1]):
        end -= 1
    return replace(grid, rows=grid.rows[:end])


def is_blank(row: Sequence[Value]) -> bool:
    """Whether no cell of the row shows anything."""
    return row.count("") == len(row) or all(isinstance(cell, str) and not cell.strip() for cell in row)


def ignore_all(account: Account, grid: Grid, reason: str) -> None:
    """Book every line of a sheet that is not read."""
    for number, row in enumerate(grid.rows, grid.first_number):
        what = BLANK if is_blank(row) else reason
        account.ignored.append((grid.sheet, number, what, raw_cells(map(_cell, row))))


def land(account: Account, grid: Grid, known: frozenset[str], find: FindHeader) -> list[Block]:
    """The blocks of one sheet, one a table; without a header there is none, and all lines are ignored."""
    note_row_limit(account, grid.sheet, len(grid.rows))
    begins = [*_tables(grid, known), len(grid.rows)]
    blocks = [_land_table(account, grid.part(*bounds), known, find) for bounds in pairwise(begins)]
    return [block for block in blocks if block is not None]


def _tables(grid: Grid, known: frozenset[str]) -> list[int]:
    """Where the tables of a sheet begin: at row 1, and at known headers other than those above them."""
    begins, headers, last = [0], [], -1
    for at, row in enumerate(grid.rows):
        lead = next((cell for cell in row if cell != ""), "")
        if not isinstance(lead, str) or lead.strip() not in known:
            continue
        cells = [_cell(value) for value in row]
        if is_known_header(cells, known, len(row)) and cells not in headers:
            if headers and at > last + 1:
                begins.append(at - _titles_above(grid.rows, at))
            headers.append(cells)
            last = max([at, *(bottom for top, _, bottom, _ in grid.merges if top == at)])
    return begins


def _titles_above(rows: Sequence[Sequence[Value]], at: int) -> int:
    """How many rows just above a second header are its titles: of one filled cell at most, and no footer."""
    count = 0
    for row in reversed(rows[1:at]):
        cells = [_cell(value) for value in row]
        reason = reason_of(cells, Surroundings([], []))
        if sum(map(bool, cells)) > 1 or reason in (SUM, FOOTER):
            break
        count += 1
    return count


def _land_table(account: Account, grid: Grid, known: frozenset[str], find: FindHeader) -> Block | None:
    """The block of a grid that holds one table."""
    head = [[_cell(value) for value in row] for row in grid.rows[: SEARCH_DEPTH + 5]]
    header = find(head, known, grid.merges)
    if header is None:
        ignore_all(account, grid, "NO_HEADER")
        account.note("UNREADABLE", "找不到表头，整张工作表未读取", grid.sheet)
        return None
    around = open_block(account, grid.sheet, header, head, grid.first_number)
    start = header.last + 1
    columns = _columns(grid, start)
    names = [*header.names, *[None] * (len(columns) - len(header.names))]
    used = [at for at, name in enumerate(names) if name or columns[at].null_count < len(columns[at])]
    if len(used) > MAX_COLUMNS:
        raise Refused("UNREADABLE", f"工作表有 {len(used)} 列，超过 {MAX_COLUMNS} 列，请只报送需要的列")
    filled = _filled_columns(account, grid, start)
    _note_errors(account, grid, names)
    return close_block(
        account,
        grid.sheet,
        Header(header.first, header.last, tuple(names[at] for at in used)),
        around.only(used),
        [columns[at] for at in used],
        np.arange(start, len(grid.rows), dtype=np.int64) + grid.first_number,
        {place: filled[at] for place, at in enumerate(used) if at in filled},
    )


def _cell(value: Value) -> str | None:
    return text_of(value) or None


def _columns(grid: Grid, start: int) -> list[pa.ChunkedArray]:
    """The rows from `start` on as text columns."""
    body = grid.rows[start:]
    columns = zip(*body, strict=True) if body else [()] * len(grid.rows[0])
    return [pa.chunked_array([text_column(column)]) for column in columns]


def _filled_columns(account: Account, grid: Grid, start: int) -> dict[int, pa.Array]:
    """Columns with cells merged downwards: each value in all rows of its range, never beyond it (F-07)."""
    columns: dict[int, list[Value]] = {}
    count = 0
    for top, left, bottom, _ in grid.merges:
        if top < start or top == bottom or bottom >= len(grid.rows) or grid.rows[top][left] == "":
            continue
        if left not in columns:
            columns[left] = [row[left] for row in grid.rows[start:]]
        for at in range(top + 1, bottom + 1):
            if not is_blank(grid.rows[at]):
                columns[left][at - start] = grid.rows[top][left]
                count += 1
    if count:
        account.note("F-07", f"{count} 个单元格按纵向合并范围填入", grid.sheet)
    return {left: text_column(column) for left, column in columns.items()}


def _note_errors(account: Account, grid: Grid, names: Sequence[str | None]) -> None:
    """One note a column for cells with an error value, which are read as blank (F-10)."""
    for column, count in sorted(Counter(column for _, column in grid.errors).items()):
        first = min(row for row, at in grid.errors if at == column)
        kinds = "、".join(sorted({text for (_, at), text in grid.errors.items() if at == column}))
        name = (names[column] if column < len(names) else None) or f"第 {column + 1} 列"
        account.note(
            "F-10",
            f"“{name}”有 {count} 个错误值（{kinds}），按空白读取",
            grid.sheet,
            first + grid.first_number,
        )
