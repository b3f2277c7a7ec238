"""What the command line says of a county, read from its published version and its landing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assets.county import County
from assets.deliveries import undeclared, waiting
from assets.messages import has_channels, unclear_messages, waiting_messages
from assets.publication.publish import current_version, read_manifest
from orchestration.sensors import unread_answers, unread_batches
from sql.warehouse import Warehouse, open_published


def summarise(county: County) -> Iterator[str]:
    """Lines ingested, ignored, quarantined, linked; what was published; where workbooks, reports and receipts lie."""
    version = current_version(county)
    if version is None:
        yield "nothing is published"
        return
    with open_published(version, county.limits) as engine:
        yield from _lines(engine)
        yield from _published(engine, version)
    yield f"published     {version}  (also {county.home.published / 'current'})"
    for what, folder in (("reports", county.home.reports), ("outbox", county.home.outbox)):
        files = sum(p.suffix in (".xlsx", ".html") for p in folder.rglob("*") if "receipts" not in p.parts)
        yield f"{what:13} {folder}  ({files} files)"
    receipts = sum(1 for _ in county.home.outbox.glob("*/receipts/*/*.html"))
    yield f"receipts      {county.home.outbox}/<department>/receipts  ({receipts} deliveries)"
    yield from _messages(county)


def _lines(engine: Warehouse) -> Iterator[str]:
    batches, refused, waiting = engine.rows(
        "SELECT count(*) FILTER (WHERE status = 'accepted'), count(*) FILTER (WHERE status = 'refused'), "
        "count(*) FILTER (WHERE status = 'waiting') FROM raw.deliveries"
    )[0]
    files, lines, header, ignored, landed, quarantined = engine.rows(
        "SELECT count(*), coalesce(sum(lines), 0)::BIGINT, coalesce(sum(header_lines), 0)::BIGINT, "
        "coalesce(sum(ignored), 0)::BIGINT, coalesce(sum(landed), 0)::BIGINT, (SELECT count(*) FROM quarantine.rows) "
        "FROM raw.files WHERE status = 'accepted'"
    )[0]
    linked = engine.rows(
        "SELECT count(*) FROM (SELECT DISTINCT dataset, batch, file, sheet, row_number FROM identity.links)"
    )[0][0]
    yield f"deliveries    {batches:,} accepted, {refused:,} refused, {waiting:,} waiting"
    yield f"lines         {lines:,} in {files:,} files = {header:,} header + {ignored:,} ignored + {landed:,} landed"
    yield f"landed        {landed:,} = {linked:,} linked + {quarantined:,} quarantined"


def _published(engine: Warehouse, version: Path) -> Iterator[str]:
    counts = {
        name: engine.rows(f"SELECT count(*) FROM {table}")[0][0]
        for name, table in (
            ("people", "ledger.person"), ("households", "ledger.household"), ("houses", "ledger.house"),
            ("enterprises", "ledger.enterprise"), ("events", "ledger.event"), ("golden values", "ledger.golden_values"),
            ("discrepancies", "ledger.discrepancies"), ("leads", "alerts.leads"),
        )
    }  # fmt: skip
    open_findings = engine.rows(
        "SELECT count(*) FROM findings.all WHERE severity <> 'info' AND status <> 'fixed'"
    )[0][0]
    yield f"version {version.name:5} " + ", ".join(f"{count:,} {name}" for name, count in counts.items())
    yield f"findings      {open_findings:,} open for the departments"


def _messages(county: County) -> Iterator[str]:
    """What the departments were not told yet; nothing where none declares a channel."""
    if has_channels(county):
        messages = sum(1 for _ in waiting_messages(county))
        yield f"messages      {messages:,} to be sent, {unclear_messages(county):,} unclear (yiyuan send)"


def state(county: County) -> Iterator[str]:
    """What is published, what waits."""
    yield f"home          {county.home.root}"
    version = current_version(county)
    if version is None:
        yield "published     nothing yet"
    else:
        manifest = read_manifest(version)
        yield f"published     version {manifest['version']} as of {manifest['today']}, catalog {manifest['catalog']}"
    yield f"to be read    {len(unread_batches(county)):,} batches, {len(unread_answers(county)):,} answered workbooks"
    yield from _messages(county)
    for batch, detail in waiting(county):
        yield f"waiting       {batch.department}/{batch.dataset}/{batch.name}: {detail}"
    for batch in undeclared(county):
        yield f"refused       {batch.department}/{batch.dataset}/{batch.name}: 目录中没有登记这个数据集"
