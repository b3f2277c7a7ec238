"""From text columns with a header to a block of rows and an account of the other lines."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pyarrow as pa

from assets.landing.headers import Cells, Header, unique_names
from assets.landing.layout import BLANK, SUM, TITLE, Surroundings, find_others, rows_at
from assets.landing.reading import Account, Block, raw_cells
from assets.landing.sums import wrong_totals

ROW_LIMITS = (65_536, 1_048_576)


def note_row_limit(account: Account, sheet: str | None, *rows: int) -> None:
    """Note a table exactly as long as a spreadsheet can be, with or without its header: it may have been cut (F-16)."""
    for limit in ROW_LIMITS:
        if limit in rows:
            account.note("F-16", f"正好 {limit} 行，达到表格行数上限，可能被截断", sheet, rows[0])


def open_block(
    account: Account, sheet: str | None, header: Header, head: Sequence[Cells], first_number: int = 1
) -> Surroundings:
    """Book the rows above and of the header; `head` begins with the row of the first number."""
    above = head[: header.first]
    for number, cells in enumerate(above, first_number):
        account.ignored.append((sheet, number, TITLE if _shows(cells) else BLANK, raw_cells(cells)))
    rows = head[header.first : header.last + 1]
    for number, cells in enumerate(rows, first_number + header.first):
        account.header_lines.append((sheet, number, raw_cells(cells)))
    if len(rows) > 1:
        account.note("F-04", f"表头共 {len(rows)} 行，已合并为“父_子”", sheet, first_number + header.first)
    return Surroundings(rows, [cells for cells in above if _shows(cells)])


def _shows(cells: Cells) -> bool:
    return any(cell and cell.strip() for cell in cells)


def close_block(
    account: Account,
    sheet: str | None,
    header: Header,
    around: Surroundings,
    columns: Sequence[pa.ChunkedArray],
    numbers: np.ndarray,
    filled: Mapping[int, pa.Array] = MappingProxyType({}),
) -> Block:
    """Set the lines that are no records apart, check the totals, and return the rows with their row numbers.

    `filled` are columns with merged cells filled in, which stand in for those of `columns` in the rows only.
    """
    names = unique_names(header.names)
    others = find_others(columns, around)
    rows = rows_at(columns, list(others))
    for at, reason in others.items():
        account.ignored.append((sheet, int(numbers[at]), reason, raw_cells(rows[at])))
    totals = {at: cells for at, cells in rows.items() if others[at] == SUM}
    for wrong in wrong_totals(columns, others, totals):
        detail = f"合计行“{names[wrong.column]}”写为 {wrong.written:.15g}，逐行相加为 {wrong.counted:.15g}"
        account.note("F-05", detail, sheet, int(numbers[wrong.row]))
    landed = [filled.get(place, column) for place, column in enumerate(columns)]
    table = pa.table([pa.array(numbers), *landed], names=["_row_number", *names])
    if others:
        records = np.ones(len(numbers), bool)
        records[list(others)] = False
        table = table.filter(pa.array(records))
    title = tuple(cell.strip() for row in around.titles for cell in row if cell and cell.strip())
    return Block(sheet, names, title, table)
