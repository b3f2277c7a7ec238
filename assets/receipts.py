"""Receipts: every delivery is answered in its department's outbox, within the run that read it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import dagster as dg

from assets.acceptance import Delivered
from assets.county import County
from assets.deliveries import DeliveredBatch, delivered_batches
from assets.factory import POOL, key_of
from assets.journal import append, entries
from assets.receipt_columns import DriftReader
from assets.receipt_facts import Facts, OwnHeaders, gather_facts, reason_of
from quality.receipt import Columns, FileAccount, Receipt
from quality.receipt_page import receipt_page
from sql.warehouse import Warehouse

FILE = "receipts.jsonl"
INPUTS = ("findings.all", "identity.lines", "quarantine.rows", "raw.deliveries", "raw.files", "raw.notes")
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Answered:
    """What a run told the departments."""

    receipts: int
    """Deliveries that have a receipt."""
    written: int
    replaced: int
    refused: int
    refused_files: int


def receipts_asset() -> dg.AssetsDefinition:
    """The asset ``outbox/receipts``; it does not wait for publication, so a blocked one is no reason for silence."""

    @dg.asset(
        key=["outbox", "receipts"],
        deps=[key_of(table) for table in INPUTS],
        description="**接收回执**：每个报送批次一份（网页和 JSON），放入部门发件箱；接收结果变化时出具新版代替旧版。",
        group_name="outbox",
        kinds={"html"},
        owners=["team:data-bureau"],
        pool=POOL,
        required_resource_keys={"county", "warehouse"},
    )
    def receipts(context) -> dg.MaterializeResult:  # noqa: ANN001 - Dagster refuses a postponed annotation
        answered = answer(context.resources.county, context.resources.warehouse)
        return dg.MaterializeResult(
            metadata={
                "receipts": answered.receipts,
                "written": answered.written,
                "replaced": answered.replaced,
                "refused_deliveries": answered.refused,
                "refused_files": answered.refused_files,
            }
        )

    return receipts


def answer(county: County, warehouse: Warehouse) -> Answered:
    """Write a receipt of every delivery that has none, or whose acceptance is no longer what it was told."""
    journal = county.home.journal / FILE
    told: dict[Key, Receipt] = {r.key: r for r in entries(journal, Receipt)}
    deliveries = list(delivered_batches(county, warehouse))
    due = [d for d in deliveries if (old := told.get(_key(d))) is None or old.acceptance != acceptance(d)]
    fresh = [_next_edition(r, told.get(r.key)) for r in _composed(county, warehouse, deliveries, due)]
    append(journal, fresh)
    renewed = {r.key: r for r in fresh}
    standing = told | renewed
    for key, receipt in standing.items():
        _write(county.home.outbox, receipt, key in renewed)
    return Answered(
        receipts=len(standing),
        written=len(fresh),
        replaced=sum(r.edition > 1 for r in fresh),
        refused=sum(r.status == "refused" for r in standing.values()),
        refused_files=sum(f.status == "refused" for r in standing.values() for f in r.files),
    )


def acceptance(delivery: DeliveredBatch) -> str:
    """Digest of what was accepted and refused of a delivery, and how its headers were understood."""
    refused = delivery.refused
    files = [
        (f.file.file, f.file.sha256, f.refused and (f.refused.code, f.refused.detail),
         f.file.lines, f.file.header_lines, f.file.ignored, f.file.landed, f.file.broken,
         [(p.part.sheet, sorted(p.headers.fields.items())) for p in f.parts])
        for f in delivery.files
    ]  # fmt: skip
    content = json.dumps([refused and (refused.code, refused.detail), files], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def _key(delivery: DeliveredBatch) -> Key:
    return delivery.department, delivery.dataset, delivery.batch


def _next_edition(receipt: Receipt, before: Receipt | None) -> Receipt:
    return receipt.model_copy(update={"edition": before.edition + 1}) if before else receipt


def _composed(
    county: County, warehouse: Warehouse, deliveries: list[DeliveredBatch], due: list[DeliveredBatch]
) -> Iterator[Receipt]:
    """The receipts that are due; all deliveries are looked at, for headers are compared with the batch before."""
    if not due:
        return
    headers = {(d.dataset, d.batch): _own_headers(d.files) for d in due}
    facts = gather_facts(county, warehouse, due, headers)
    wanted = {_key(d) for d in due}
    readers: dict[str, DriftReader] = {}
    for delivery in deliveries:
        reader = readers.setdefault(delivery.dataset, DriftReader(county, warehouse, delivery.dataset))
        if _key(delivery) in wanted:
            columns = [reader.tell(f) for f in delivery.files]
            yield _receipt(county, facts, delivery, columns)
        reader.remember(delivery.files)


def _own_headers(files: Iterable[Delivered]) -> OwnHeaders:
    return {(f.file.file, p.part.sheet): p.headers.fields for f in files for p in f.parts}


def _receipt(
    county: County, facts: Facts, delivery: DeliveredBatch, columns: list[tuple[Columns, ...]]
) -> Receipt:
    catalog, key = county.catalog, (delivery.dataset, delivery.batch)
    department = catalog.departments.get(delivery.department)
    source = catalog.sources.get(delivery.dataset)
    return Receipt(
        department=delivery.department,
        department_title=department.title if department else delivery.department,
        dataset=delivery.dataset,
        dataset_title=source.title if source else delivery.dataset,
        batch=delivery.batch,
        day=delivery.day,
        told=county.day(county.bronze.manifest()).isoformat(),
        acceptance=acceptance(delivery),
        status="refused" if delivery.refused else "accepted",
        refused=reason_of(county, delivery.refused.code) if delivery.refused else None,
        detail=delivery.refused.detail if delivery.refused else None,
        files=tuple(_account(county, facts, key, f, c) for f, c in zip(delivery.files, columns, strict=True)),
        remarks=facts.remarks.get(key, ()),
        findings=facts.findings.get(key, ()),
    )


def _account(
    county: County, facts: Facts, batch: tuple[str, str], delivered: Delivered, columns: tuple[Columns, ...]
) -> FileAccount:
    """The account of one file; of a refused one what was read, and nothing of it is used."""
    file, refused, key = delivered.file, delivered.refused, (*batch, delivered.file.file)
    ignored = facts.read.get((file.sha256, "ignored"), ())
    broken = facts.read.get((file.sha256, "broken"), ())
    quarantined = broken if refused else facts.quarantined.get(key, ())
    count = sum(lines.count for lines in quarantined)
    return FileAccount(
        file=file.file,
        sha256=file.sha256,
        status="refused" if refused else "accepted",
        refused=reason_of(county, refused.code) if refused else None,
        detail=refused.detail if refused else None,
        format=file.format,
        encoding=file.encoding,
        lines=file.lines,
        header_lines=file.header_lines,
        ignored=file.ignored,
        landed=file.landed + file.broken,
        quarantined=count,
        staged=0 if refused else file.landed + file.broken - count,
        linked=facts.linked.get(key, 0),
        ignored_lines=ignored,
        quarantined_lines=quarantined,
        sums=sum(lines.count for lines in ignored if lines.reason.code == "SUM"),
        columns=columns,
    )


def _write(outbox: Path, receipt: Receipt, fresh: bool) -> None:
    """Page and JSON of a receipt in its department's outbox, where they are new or were lost."""
    folder = outbox / receipt.department / "receipts" / receipt.dataset
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for suffix, content in ((".html", receipt_page), (".json", _document)):
        target = folder / (receipt_stem(receipt) + suffix)
        if fresh or not target.exists():
            draft = target.with_suffix(".new")
            draft.write_text(content(receipt), encoding="utf-8")
            os.replace(draft, target)


def receipt_stem(receipt: Receipt) -> str:
    """The name of a receipt's files without their suffix."""
    return f"接收回执_{receipt.dataset_title.replace('/', '／')}_{receipt.batch}"


def _document(receipt: Receipt) -> str:
    return receipt.model_dump_json(indent=1)
