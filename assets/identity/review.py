"""The review queue as a workbook that a steward fills in, and what stands in it when it comes back through the landing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from xlsxwriter.workbook import Workbook

from assets.identity.decisions import VERDICTS, Decision, DecisionError
from assets.landing.deliveries import batches

DATASET = "identity_review"
"""Folder ``<department>/identity_review/<batch>`` of the landing in which filled workbooks come back."""
KINDS = {
    "likely": "可能是同一人", "foreign_number": "号码属于他人", "two_numbers": "姓名和出生日期相同，号码不同",
}  # fmt: skip
COLUMNS = {
    "place": "序号", "kind": "问题", "mentions": "涉及记录数", "probability": "概率",
    "one_name": "甲姓名", "one_id_number": "甲号码", "one_birth_date": "甲出生日期", "one_address": "甲住址",
    "one_phone": "甲电话", "other_name": "乙姓名", "other_id_number": "乙号码", "other_birth_date": "乙出生日期",
    "other_address": "乙住址", "other_phone": "乙电话", "one": "甲记录", "other": "乙记录",
}  # fmt: skip
ANSWERS = {"verdict": "裁定", "decided_by": "裁定人", "decided_on": "裁定日期", "reason": "理由"}
"""What the steward fills in: the verdict is one of the labels of VERDICTS."""
SHEET = "人工复核"
_WIDTHS = {"one_address": 34, "other_address": 34, "one": 12, "other": 12, "reason": 28}


def write_queue(rows: Iterable[Mapping[str, Any]], path: Path) -> int:
    """Write the queue with empty answers beside it; answers how many questions it holds."""
    count = 0
    with Workbook(str(path), {"strings_to_formulas": False, "constant_memory": True}) as book:
        sheet = book.add_worksheet(SHEET)
        head = book.add_format({"bold": True, "bg_color": "#DDE7EE", "border": 1})
        asked = book.add_format({"bg_color": "#FFF7DB", "border": 1})
        for place, (name, title) in enumerate({**COLUMNS, **ANSWERS}.items()):
            sheet.write(0, place, title, head)
            sheet.set_column(place, place, _WIDTHS.get(name, 11))
        sheet.freeze_panes(1, 0)
        for count, row in enumerate(rows, 1):
            for place, name in enumerate(COLUMNS):
                value = KINDS[row[name]] if name == "kind" else row[name]
                sheet.write(count, place, "" if value is None else value)
            for place in range(len(COLUMNS), len(COLUMNS) + len(ANSWERS)):
                sheet.write_blank(count, place, None, asked)
        verdicts = {"validate": "list", "source": list(VERDICTS.values())}
        sheet.data_validation(1, len(COLUMNS), max(count, 1), len(COLUMNS), verdicts)
    return count


def read_answers(path: Path) -> Iterator[Decision]:
    """The decisions of a filled workbook; rows without a verdict are questions still open.

    Raises DecisionError, which names the row, where an answer is incomplete or its record addresses are gone.
    """
    book = load_workbook(path, read_only=True, data_only=True)
    rows = book[SHEET].iter_rows(values_only=True) if SHEET in book.sheetnames else iter(())
    head = [str(cell) for cell in next(rows, ())]
    wanted = {COLUMNS["one"]: "one", COLUMNS["other"]: "other"} | {t: n for n, t in ANSWERS.items()}
    if not wanted.keys() <= set(head):
        raise DecisionError(f"a review workbook has a sheet {SHEET} with the columns {'、'.join(wanted)}")
    verdicts = {label: verdict for verdict, label in VERDICTS.items()}
    for number, row in enumerate(rows, 2):
        said = {wanted[h]: _text(cell) for h, cell in zip(head, row, strict=False) if h in wanted}
        if said["verdict"]:
            try:
                yield Decision(**(said | {"verdict": verdicts.get(said["verdict"], said["verdict"])}))
            except DecisionError as error:
                raise DecisionError(f"row {number}: {error}") from None


def _text(cell: object) -> str:
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d")
    return "" if cell is None else str(cell).strip()


def landed_decisions(landing: Path) -> tuple[list[Decision], list[str]]:
    """Decisions of every review workbook that was delivered, in the order of the batches, and what is wrong with others.

    A workbook with an incomplete answer is left out whole until it comes again: half of what somebody meant is not it.
    """
    decisions: list[Decision] = []
    wrong: list[str] = []
    delivered = [b for b in batches(landing) if b.dataset == DATASET and b.ready]
    for batch in sorted(delivered, key=lambda b: (b.key, b.department)):
        for number, path in enumerate(batch.files(), 1):
            try:
                decisions += list(read_answers(path))
            except (DecisionError, InvalidFileException, BadZipFile) as error:
                wrong.append(f"{batch.department}/{DATASET}/{batch.name}, file {number}: {error}")
    return decisions, wrong
