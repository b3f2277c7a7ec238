"""Tables about the deliveries themselves: batches, files, parts, lines that are not rows, and the quarantine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import pyarrow as pa

from assets.acceptance import Delivered
from assets.county import County, code_version
from assets.factory import table_asset
from assets.identity.review import DATASET as REVIEW
from assets.landing.bronze import FileNote, Refusal
from assets.landing.deliveries import Batch, batches
from sql.warehouse import Built, Warehouse, quoted

DELIVERIES = {
    "dataset": pa.string(), "department": pa.string(), "batch": pa.string(), "day": pa.string(), "status": pa.string(),
    "reason": pa.string(), "detail": pa.string(), "files": pa.int64(), "refused_files": pa.int64(),
    "lines": pa.int64(), "header_lines": pa.int64(), "ignored": pa.int64(), "landed": pa.int64(),
    "quarantined": pa.int64(),
}  # fmt: skip
FILES = {
    "dataset": pa.string(), "department": pa.string(), "batch": pa.string(), "file": pa.string(),
    "status": pa.string(), "reason": pa.string(), "detail": pa.string(), "format": pa.string(),
    "encoding": pa.string(), "lines": pa.int64(), "header_lines": pa.int64(), "ignored": pa.int64(),
    "landed": pa.int64(), "quarantined": pa.int64(), "unknown_headers": pa.string(), "sha256": pa.string(),
}  # fmt: skip
PARTS = {
    "part": pa.int64(), "dataset": pa.string(), "department": pa.string(), "batch": pa.string(),
    "batch_day": pa.date32(), "file": pa.string(), "sheet": pa.string(), "division_code": pa.string(),
    "rows": pa.int64(),
}  # fmt: skip
NOTES = {
    "dataset": pa.string(), "department": pa.string(), "batch": pa.string(), "file": pa.string(),
    "sheet": pa.string(), "row_number": pa.int64(), "code": pa.string(), "detail": pa.string(),
}  # fmt: skip


VOLUME, REPEATED = "F-13", "F-14"


def delivery_assets(datasets: Iterable[str]) -> list[dg.AssetsDefinition]:
    """The five tables about deliveries, made after every source was read."""
    raw = [f"raw.{d}" for d in sorted(datasets)]
    staged = [f"staged.{d}" for d in sorted(datasets)]
    python = ("python",)
    return [
        table_asset("raw.deliveries", "报送批次", "一个批次的接收情况", raw, _frame("raw.deliveries", _deliveries, DELIVERIES), python),
        table_asset("raw.files", "报送文件", "一个文件的行数账", raw, _frame("raw.files", _files, FILES), python),
        table_asset("raw.parts", "工作表", "文件中的一张表", raw, _frame("raw.parts", _parts, PARTS), python),
        table_asset("raw.notes", "报送疑点", "读取文件时发现的一件事", raw, _frame("raw.notes", _notes, NOTES), python),
        table_asset("raw.ignored", "未计入的行", "不是数据的一行（表头、标题、合计、空行等）", raw, _other_lines("raw.ignored", "ignored"), python),
        table_asset("quarantine.rows", "隔离的行", "谁也无法使用的一行，附原文", [*staged, "raw.parts"], _quarantine, python),
    ]  # fmt: skip


def all_files(county: County, warehouse: Warehouse) -> Iterator[tuple[str, Delivered]]:
    """Every delivered file of every dataset with its dataset."""
    for dataset in sorted(county.catalog.sources):
        for file in county.stage.files(warehouse, dataset):
            yield dataset, file


def _frame(table: str, rows, schema: dict[str, pa.DataType]):  # noqa: ANN001, ANN202 - a Build of the factory
    def build(county: County, warehouse: Warehouse) -> Built:
        columns = list(zip(*rows(county, warehouse), strict=True)) or [()] * len(schema)
        frame = pa.table({n: pa.array(c, t) for (n, t), c in zip(schema.items(), columns, strict=True)})
        key = warehouse.key(code_version(Path(__file__)), {"content": _digest(frame)}, ())
        return warehouse.current(table, key) or warehouse.store(table, key, frame)

    return build


def _digest(frame: pa.Table) -> str:
    import hashlib

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, frame.schema) as writer:
        writer.write_table(frame.combine_chunks())
    return hashlib.sha256(sink.getvalue()).hexdigest()


def _parts(county: County, warehouse: Warehouse) -> Iterator[tuple]:
    for dataset, f in all_files(county, warehouse):
        if f.refused is None:
            for p in f.parts:
                yield (p.part.number, dataset, f.batch.department, f.batch.batch, _day(f.batch.day), f.file.file,
                       p.part.sheet, p.division, p.part.rows)  # fmt: skip


def _day(text: str):  # noqa: ANN202
    from datetime import date

    return date.fromisoformat(text)


def _files(county: County, warehouse: Warehouse) -> Iterator[tuple]:
    for dataset, f in all_files(county, warehouse):
        unknown = sorted({h for p in f.parts for h in p.headers.unknown if not h.startswith("_column_")})
        yield (dataset, f.batch.department, f.batch.batch, f.file.file, "refused" if f.refused else "accepted",
               *_reason(f.refused), f.file.format, f.file.encoding, f.file.lines, f.file.header_lines,
               f.file.ignored, f.file.landed + f.file.broken, f.file.broken, "、".join(unknown) or None, f.file.sha256)  # fmt: skip


def _reason(refused: Refusal | None) -> tuple[str | None, str | None]:
    return (refused.code, refused.detail) if refused else (None, None)


def _deliveries(county: County, warehouse: Warehouse) -> Iterator[tuple]:
    for d in delivered_batches(county, warehouse):
        counted = [f.file for f in d.files]
        status = "refused" if d.refused else "accepted"
        yield (d.dataset, d.department, d.batch, d.day, status, *_outcome(d), len(counted),
               sum(f.refused is not None for f in d.files), sum(f.lines for f in counted),
               sum(f.header_lines for f in counted), sum(f.ignored for f in counted),
               sum(f.landed + f.broken for f in counted), sum(f.broken for f in counted))  # fmt: skip
    for batch, detail in waiting(county):
        yield (batch.dataset, batch.department, batch.name, batch.day.isoformat(), "waiting", None, detail,
               *([0] * 7))  # fmt: skip


def _outcome(delivery: DeliveredBatch) -> tuple[str | None, str | None]:
    """Why a delivery was refused, or that it brings nothing new (it earns no timeliness)."""
    read = [f for f in delivery.files if f.file.landed]
    if delivery.refused is None and read and all(f.repeated for f in read):
        return REPEATED, "全部文件与以前批次的内容相同"
    return _reason(delivery.refused)


@dataclass(frozen=True)
class DeliveredBatch:
    """One delivery that was answered: read, or refused as nobody declared it."""

    dataset: str
    department: str
    batch: str
    day: str
    files: tuple[Delivered, ...]
    refused: Refusal | None


def delivered_batches(county: County, warehouse: Warehouse) -> Iterator[DeliveredBatch]:
    """Every delivery that is complete, with what became of it."""
    by_batch: dict[tuple[str, str], list[Delivered]] = {}
    for dataset, f in all_files(county, warehouse):
        by_batch.setdefault((dataset, f.batch.batch), []).append(f)
    for record in county.bronze.manifest().batches:
        files = by_batch.get((record.dataset, record.batch), [])
        refused = record.refused or (files[0].refused if files and all(f.refused for f in files) else None)
        yield DeliveredBatch(
            record.dataset, record.department, record.batch, record.day, tuple(files), refused
        )
    for batch in undeclared(county):
        refusal = Refusal(code="UNKNOWN_DATASET", detail="目录中没有登记这个数据集")
        yield DeliveredBatch(batch.dataset, batch.department, batch.name, batch.day.isoformat(), (), refusal)


def _all_refused(files: list[Delivered]) -> Refusal | None:
    """The reason of a batch of which no file is used: its volume if that was it, else that of its first file."""
    refusals = [f.refused for f in files if f.refused]
    if not files or len(refusals) < len(files):
        return None
    return next((r for r in refusals if r.code == VOLUME), refusals[0])


def undeclared(county: County) -> Iterator[Batch]:
    """Finished batches of the landing of a dataset that nobody declared."""
    owners = county.catalog.owners
    yield from (
        b
        for b in batches(county.home.landing)
        # stewards' answers are no dataset: they are read with the decisions
        if b.ready and b.dataset != REVIEW and owners.get(b.dataset) != b.department
    )


def waiting(county: County) -> Iterator[tuple[Batch, str]]:
    """Batches of the landing that their department has not finished."""
    for batch in batches(county.home.landing):
        if not batch.ready:
            yield batch, "尚未放置 _READY，等待部门报送完成"


def _notes(county: County, warehouse: Warehouse) -> Iterator[tuple]:
    """What readers noticed, refusals, and headers nobody knows (F-12)."""
    for dataset, f in all_files(county, warehouse):
        unknown = {
            h: p.part.sheet for p in f.parts for h in p.headers.unknown if not h.startswith("_column_")
        }
        drift = [
            FileNote(code="F-12", sheet=s, row_number=None, detail=f"未登记的列“{h}”")
            for h, s in unknown.items()
        ]
        # a batch that is refused whole is one finding, told with the batch
        alone = f.refused is not None and f.batch.refused is None and f.refused.code != VOLUME
        refused = [_note(f.refused)] if f.refused and alone else []
        for note in (*f.file.notes, *drift, *f.remarks, *refused):
            yield (dataset, f.batch.department, f.batch.batch, f.file.file, note.sheet, note.row_number, note.code,
                   note.detail)  # fmt: skip
        for note in f.of_batch:
            yield (dataset, f.batch.department, f.batch.batch, None, None, None, note.code, note.detail)


def _note(refusal: Refusal) -> FileNote:
    return FileNote(code=refusal.code, sheet=None, row_number=None, detail=refusal.detail)


def _other_lines(table: str, kind: str):  # noqa: ANN202 - a Build of the factory
    def build(county: County, warehouse: Warehouse) -> Built:
        select = _lines_select(county, warehouse, kind)
        key = warehouse.key(select, {}, ())
        return warehouse.current(table, key) or warehouse.build(table, key, select)

    return build


def _lines_select(county: County, warehouse: Warehouse, kind: str) -> str:
    """The lines of one kind of all accepted files with their address."""
    files = [(d, f) for d, f in all_files(county, warehouse) if f.refused is None]
    empty = (
        "SELECT ''::VARCHAR AS dataset, ''::VARCHAR AS batch, ''::VARCHAR AS file, ''::VARCHAR AS sheet, "
        "0::BIGINT AS row_number, ''::VARCHAR AS reason, ''::VARCHAR AS raw WHERE false"
    )
    counted = [
        (d, f)
        for d, f in files
        if (f.file.broken if kind == "broken" else f.file.ignored + f.file.header_lines)
    ]
    if not counted:
        return empty
    kinds = ("broken",) if kind == "broken" else ("ignored", "header")
    values = ", ".join(
        f"({quoted(d)}, {quoted(f.batch.batch)}, {quoted(f.file.file)}, {quoted(county.bronze.lines(f.file.sha256).name)})"
        for d, f in counted
    )
    paths = ", ".join(sorted({quoted(str(county.bronze.lines(f.file.sha256))) for _, f in counted}))
    return (
        "SELECT f.dataset, f.batch, f.file, l.sheet, l.row_number, l.reason, l.raw "
        f"FROM read_parquet([{paths}], filename = true) AS l "
        f"JOIN (VALUES {values}) AS f(dataset, batch, file, name) ON ends_with(l.filename, f.name) "
        f"WHERE l.kind IN ({', '.join(quoted(k) for k in kinds)})"
    )


def _quarantine(county: County, warehouse: Warehouse) -> Built:
    """Broken lines as they were read, and rows that standardising found to be test data."""
    tests = pa.concat_tables([county.stage.quarantined(warehouse, d) for d in sorted(county.catalog.sources)])
    raw = " UNION ALL ".join(
        f"SELECT t.record_id, t.reason, to_json(r)::VARCHAR AS raw FROM tests AS t JOIN raw.{d} AS r USING (record_id)"
        for d in sorted(county.catalog.sources)
    )
    select = (
        f"{_lines_select(county, warehouse, 'broken')} UNION ALL "
        "SELECT p.dataset, p.batch, p.file, p.sheet, t.record_id % 4294967296, t.reason, t.raw "
        f"FROM ({raw}) AS t JOIN raw.parts AS p ON p.part = t.record_id // 4294967296"
    )
    key = warehouse.key(select, {"tests": _digest(tests)}, ("raw.parts",))
    standing = warehouse.current("quarantine.rows", key)
    if standing:
        return standing
    with warehouse.offered("tests", tests):
        return warehouse.build("quarantine.rows", key, select)
