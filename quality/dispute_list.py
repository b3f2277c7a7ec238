"""The sheet of a department's workbook that puts disputes to it: values of its own that others say are otherwise."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pyarrow as pa
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from catalog.load import Catalog
from quality.answers import CHOICES, DISPUTE, NOTE, NUMBERS, RESULT
from quality.masking import mask_of, mask_text

SHEET = "校核申请"
NUMBER = next(header for header, about in NUMBERS.items() if about == DISPUTE)
COLUMNS = (
    ("数据集", "source", 16), ("报送批次", "batch", 12), ("文件", "file", 22), ("工作表", "sheet", 12),
    ("行号", "row_number", 8), ("数据元", "element", 14), ("现值", "disputed", 24), ("申请更正为", "claimed", 24),
    ("提出方", "raised_by", 20), ("理由", "reason", 26), ("签收期限", "sign_in_due", 12), ("核实期限", "due_date", 12),
    ("状态", "state", 16), (RESULT, None, 16), (NOTE, None, 26), (NUMBER, "dispute_id", 9),
)  # fmt: skip
"""Header, column of ``dispute_rows`` (None: for the answer), width in characters."""
_SCHEMA = pa.schema(
    [(name, pa.int64() if name == "row_number" else pa.string()) for _, name, _ in COLUMNS if name]
)


def dispute_rows(catalog: Catalog, disputes: pd.DataFrame) -> pa.Table:
    """Rows of ledger.disputes that are not closed, masked and labelled, the most urgent first."""
    waiting = disputes[disputes["state"] != "closed"]
    rows = waiting.sort_values(["due_date", "source", "element", "dispute_id"], na_position="last").to_dict(
        "records"
    )
    states = {row["code"]: row["label"] for row in catalog.codes["dispute_state"]}
    return pa.Table.from_pylist([_row(catalog, row, states) for row in rows], _SCHEMA)


def _row(catalog: Catalog, row: dict, states: dict[str, str]) -> dict[str, str | int | None]:
    shown = _shown(catalog, row["source"], row["entity_type"], row["element"])
    declared = catalog.elements.get((row["entity_type"], row["element"]))
    text = {
        name: None if pd.isna(row[name]) else str(row[name])
        for name in ("batch", "file", "sheet", "raised_by")
    }
    return text | {
        "source": catalog.sources[row["source"]].title if row["source"] in catalog.sources else row["source"],
        "row_number": None if pd.isna(row["row_number"]) else int(row["row_number"]),
        "element": declared.title if declared else row["element"],
        "disputed": shown(row["disputed_value"]),
        "claimed": None if pd.isna(row["claimed_value"]) else shown(row["claimed_value"]),
        "reason": None if pd.isna(row["reason"]) else mask_text(row["reason"]),
        "sign_in_due": _day(row["sign_in_due"]),
        "due_date": _day(row["due_date"]),
        "state": states[row["state"]],
        "dispute_id": row["dispute_id"],
    }


def _day(value: object) -> str | None:
    day = pd.to_datetime(str(value), errors="coerce")
    return None if pd.isna(day) else f"{day:%Y-%m-%d}"


def _shown(catalog: Catalog, dataset: str, entity: str, element: str) -> Callable[[str], str]:
    """How a value of an element is shown: a code by its label, another masked as the source's own column is."""
    declared, source = catalog.elements.get((entity, element)), catalog.sources.get(dataset)
    if declared is not None and declared.codes is not None:
        labels = {r["code"]: r.get("label") or r["code"] for r in catalog.codes[declared.codes]}
        return lambda value: labels.get(value, value)
    columns = source.columns if source else ()
    field = next((c.field for c in columns if any(s.element == element for s in c.statements())), None)
    return mask_of(catalog, dataset, field) if field else mask_text


def write_disputes(book: xlsxwriter.Workbook, rows: pa.Table, formats: dict[str, Format]) -> None:
    """Add the sheet with its rows, and the list of what can be answered."""
    sheet = book.add_worksheet(SHEET)
    for i, (header, name, width) in enumerate(COLUMNS):
        sheet.set_column(i, i, width, formats["text"] if name else formats["answer"])
        sheet.write_string(0, i, header, formats["head"])
    for number, row in enumerate(rows.to_pylist(), 1):
        _write_row(sheet, number, row, formats)
    place = next(i for i, (header, _, _) in enumerate(COLUMNS) if header == RESULT)
    choices = {"validate": "list", "source": list(CHOICES[DISPUTE])}
    sheet.data_validation(1, place, len(rows), place, choices)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(COLUMNS) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _write_row(sheet: Worksheet, number: int, row: dict, formats: dict[str, Format]) -> None:
    for i, (_, name, _) in enumerate(COLUMNS):
        value = row[name] if name else None
        if isinstance(value, int):
            sheet.write_number(number, i, value, formats["count"])
        elif value is not None:
            sheet.write_string(number, i, value, formats["text"])
