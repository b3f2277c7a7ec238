"""The way back: answered workbooks from the landing to the journal, the table that states are made from, and the receipts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import dagster as dg
import pyarrow as pa

from assets import answers_judging, answers_reading
from assets.answers_judging import judged, known_of
from assets.answers_reading import AnswerFile, Written, answer_files, written_answers
from assets.answers_receipts import write_receipt
from assets.county import County, code_version
from assets.factory import table_asset
from assets.journal import append, entries
from assets.landing import Refused
from assets.publication.publish import current_version, read_manifest
from quality.answers import AnsweredWorkbook, ReadFile
from sql.warehouse import Built, Warehouse

TABLE = "findings.answers"
JOURNAL = "answers.jsonl"
SCHEMA = pa.schema({
    "place": pa.int64(), "department": pa.string(), "about": pa.string(), "number": pa.string(), "word": pa.string(),
    "note": pa.string(), "value": pa.string(), "dataset": pa.string(), "after": pa.string(), "day": pa.date32(), "told": pa.date32(),
    "entity_type": pa.string(), "entity_id": pa.string(), "element": pa.string(), "disputed_source": pa.string(),
    "disputed_value": pa.string(),
})  # fmt: skip
"""``place`` is the order in which the answers were read; of two about one thing the later counts."""
CODE = code_version(*(Path(m) for m in (__file__, answers_reading.__file__, answers_judging.__file__)))


def answers_asset() -> dg.AssetsDefinition:
    """The asset ``findings/answers``."""
    inputs = ("memory.findings", "memory.disputes", "memory.golden_values", "memory.deliveries")
    return table_asset(
        TABLE,
        "部门答复",
        "部门对一条问题或一件校核申请的一次答复",
        inputs,
        _build,
        ("python", "excel"),
        _told,
    )


def _build(county: County, warehouse: Warehouse) -> Built:
    fresh = [answered(county, warehouse, file) for file in unread_files(county)]
    append(county.home.journal / JOURNAL, fresh)
    workbooks = answered_workbooks(county)
    for workbook in workbooks:
        write_receipt(county.home.outbox, workbook)
    frame = answer_table(workbooks)
    content = hashlib.sha256("".join(w.model_dump_json() for w in workbooks).encode()).hexdigest()
    key = warehouse.key(CODE, {"journal": content}, ())
    return warehouse.current(TABLE, key) or warehouse.store(TABLE, key, frame)


def _told(county: County, _: Warehouse) -> dict[str, int]:
    """Counts for Dagster; names of files and values are for the receipts."""
    workbooks = answered_workbooks(county)
    return {
        "workbooks": len(workbooks),
        "unreadable_workbooks": sum(w.unreadable is not None for w in workbooks),
        "rejected_rows": sum(len(w.rejected) for w in workbooks),
    }


def answered_workbooks(county: County) -> list[AnsweredWorkbook]:
    """Every answered workbook that was read, in that order."""
    return entries(county.home.journal / JOURNAL, AnsweredWorkbook)


def unread_files(county: County) -> list[AnswerFile]:
    """Files in the landing whose content no workbook of the journal has; of equal ones the first."""
    read = {file.key for file in entries(county.home.journal / JOURNAL, ReadFile)}
    fresh: dict[tuple[str, str], AnswerFile] = {}
    for file in answer_files(county.home.landing):
        key = (file.department, file.sha256)
        if key not in read:
            fresh.setdefault(key, file)
    return list(fresh.values())


def answered(county: County, warehouse: Warehouse, file: AnswerFile) -> AnsweredWorkbook:
    """What is to be remembered of one file: its answers and rejected rows, or why nobody can read it."""
    current = current_version(county)
    today = county.day(county.bronze.manifest()).isoformat()
    department = county.catalog.departments.get(file.department)
    workbook = AnsweredWorkbook(
        department=file.department,
        department_title=department.title if department else file.department,
        file=file.name,
        size=file.size,
        sha256=file.sha256,
        day=read_manifest(current)["today"] if current else today,
        told=today,
    )
    try:
        written: list[Written] = written_answers(file.path)
    except Refused as refused:
        return workbook.model_copy(update={"unreadable": refused.detail})
    answers, rejected = judged(county.catalog, file.department, written, known_of(warehouse, written))
    return workbook.model_copy(update={"answers": tuple(answers), "rejected": tuple(rejected)})


def answer_table(workbooks: Iterable[AnsweredWorkbook]) -> pa.Table:
    """All answers as a table, numbered in the order of reading."""
    rows = [
        {"department": w.department, "day": date.fromisoformat(w.day), "told": date.fromisoformat(w.told)}
        | a.model_dump(include=set(SCHEMA.names))
        for w in workbooks
        for a in w.answers
    ]
    return pa.Table.from_pylist([row | {"place": place} for place, row in enumerate(rows, 1)], SCHEMA)
