"""The receipts of answered workbooks in the outbox: a page and the same as JSON, written once, and again when lost."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from quality.answers import AnsweredWorkbook
from quality.answers_page import answers_page

FOLDER = "answers"
_WITHHELD = {"answers": {"__all__": {"entity_type", "entity_id", "disputed_source", "disputed_value"}}}
"""What the ledger knows of an answer and its department did not write."""


def receipt_name(workbook: AnsweredWorkbook) -> str:
    """Name of the page of one answered workbook's receipt."""
    return f"{_stem(workbook)}.html"


def write_receipt(outbox: Path, workbook: AnsweredWorkbook) -> None:
    """Put the receipt of one answered workbook into its department's outbox, unless it lies there."""
    folder = outbox / workbook.department / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for suffix, content in ((".html", answers_page), (".json", _document)):
        target = folder / (_stem(workbook) + suffix)
        if not target.exists():
            draft = target.with_suffix(".new")
            draft.write_text(content(workbook), encoding="utf-8")
            os.replace(draft, target)


def _stem(workbook: AnsweredWorkbook) -> str:
    return f"答复回执_{PurePosixPath(workbook.file).stem[:60]}_{workbook.sha256[:8]}"


def _document(workbook: AnsweredWorkbook) -> str:
    return workbook.model_dump_json(indent=1, exclude=_WITHHELD)
