"""Bronze: what was read of every delivered file, immutable, and the manifest that remembers it.

One Parquet of landed rows (``<hash>.parquet``: ``_part``, ``_row_number``, one text column a header) and one of the
other lines (``<hash>.lines.parquet``) a file, named by content hash. Renaming the manifest is the commit.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict

from assets.landing.archive import has_foreign_names, members
from assets.landing.deliveries import Batch, Promise, digest_of, promises
from assets.landing.files import read_file
from assets.landing.lines import count_lines
from assets.landing.reading import Reading, Refused

WORTH_A_PROCESS = 30_000_000
"""Bytes of a delivery below which starting processes costs more than it saves."""
ROWS_A_PART = 2**32
"""A record id is the part's number times this plus the row number."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Refusal(_Record):
    """Why a file or a batch is not used: a reason code and one sentence in Chinese."""

    code: str
    detail: str


class FileNote(_Record):
    """Something noticed while reading; a finding about the delivery."""

    code: str
    sheet: str | None
    row_number: int | None
    detail: str


class Part(_Record):
    """One table inside a file: a sheet, or the file itself."""

    number: int
    sheet: str | None
    headers: tuple[str, ...]
    title: tuple[str, ...]
    rows: int


class FileRecord(_Record):
    """One delivered file and the count of its lines: lines = header + ignored + landed + broken."""

    file: str
    sha256: str
    format: str | None = None
    encoding: str | None = None
    lines: int = 0
    header_lines: int = 0
    ignored: int = 0
    broken: int = 0
    landed: int = 0
    parts: tuple[Part, ...] = ()
    notes: tuple[FileNote, ...] = ()
    refused: Refusal | None = None


class BatchRecord(_Record):
    """One batch as it was read."""

    department: str
    dataset: str
    batch: str
    key: str
    day: str
    signature: str
    files: tuple[FileRecord, ...] = ()
    refused: Refusal | None = None


class Manifest(_Record):
    """Everything that was ever read; ``next_part`` numbers are given once."""

    next_part: int = 1
    batches: tuple[BatchRecord, ...] = ()

    def find(self, dataset: str, batch: str) -> BatchRecord | None:
        """The record of one batch."""
        return next((b for b in self.batches if b.dataset == dataset and b.batch == batch), None)

    def of(self, dataset: str) -> tuple[BatchRecord, ...]:
        """The batches of one dataset in order."""
        return tuple(sorted((b for b in self.batches if b.dataset == dataset), key=lambda b: b.key))


@dataclass(frozen=True)
class Bronze:
    """The folder of bronze files and its manifest."""

    folder: Path

    def manifest(self) -> Manifest:
        """The manifest as committed; empty for a new home."""
        path = self.folder / "manifest.json"
        return _parsed(path, self.state()) if path.is_file() else Manifest()

    def state(self) -> tuple[int, int]:
        """Changes with every commit of the manifest."""
        path = self.folder / "manifest.json"
        stat = path.stat() if path.is_file() else None
        return (stat.st_mtime_ns, stat.st_ino) if stat else (0, 0)

    def rows(self, digest: str) -> Path:
        """Parquet of the landed rows of a file."""
        return self.folder / f"{digest}.parquet"

    def lines(self, digest: str) -> Path:
        """Parquet of the header, ignored and broken lines of a file."""
        return self.folder / f"{digest}.lines.parquet"

    def commit(self, manifest: Manifest) -> None:
        """Make a manifest the current one, atomically."""
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / "manifest.json.new"
        with draft.open("wb") as stream:
            stream.write(manifest.model_dump_json(indent=1).encode())
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(self.folder / "manifest.json")

    def take(self, batches: list[Batch], known_headers: frozenset[str], workers: int) -> list[BatchRecord]:
        """Read the ready batches of one dataset that are new or were written again; returns their records."""
        manifest = self.manifest()
        fresh = [b for b in batches if b.ready and not _known(manifest, b)]
        if not fresh:
            return []
        self.folder.mkdir(parents=True, exist_ok=True)
        records, number = [], manifest.next_part
        for batch, files in zip(fresh, self._read_all(fresh, known_headers, workers), strict=True):
            record, number = _number(_judge(batch, files), number)
            records.append(record)
        replaced = {(r.dataset, r.batch) for r in records}
        kept = [b for b in manifest.batches if (b.dataset, b.batch) not in replaced]
        ordered = sorted([*kept, *records], key=lambda b: (b.dataset, b.key))
        self.commit(Manifest(next_part=number, batches=tuple(ordered)))
        return records

    def _read_all(
        self, batches: list[Batch], known_headers: frozenset[str], workers: int
    ) -> list[list[FileRecord]]:
        """Files of several batches, decoded in processes where that pays."""
        jobs = [
            (path, batch.folder, self.folder, known_headers) for batch in batches for path in batch.files()
        ]
        heavy = len(jobs) > 1 and sum(path.stat().st_size for path, *_ in jobs) > WORTH_A_PROCESS
        if heavy and workers > 1:
            with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
                results = list(pool.map(_read_path, *zip(*jobs, strict=True)))
        else:
            results = [_read_path(*job) for job in jobs]
        found = dict(zip([path for path, *_ in jobs], results, strict=True))
        return [[r for path in batch.files() for r in found[path]] for batch in batches]


@lru_cache(maxsize=4)
def _parsed(path: Path, state: tuple[int, int]) -> Manifest:
    """The manifest in its present state, parsed once: every table of a run asks for it."""
    del state
    return Manifest.model_validate_json(path.read_bytes())


def _known(manifest: Manifest, batch: Batch) -> bool:
    record = manifest.find(batch.dataset, batch.name)
    return record is not None and record.signature == batch.signature()


def _read_path(path: Path, folder: Path, bronze: Path, known_headers: frozenset[str]) -> list[FileRecord]:
    """Read one delivered file (an archive holds several) and write its bronze Parquets."""
    name = path.relative_to(folder).as_posix()
    records = []
    try:
        for inner, content in members(path):
            below = inner.removeprefix(path.name)
            records.append(_read_one(content, name + below, Bronze(bronze), known_headers))
        if records and has_foreign_names(path):
            note = FileNote(
                code="F-17", sheet=None, row_number=None, detail="压缩包内文件名未标明编码，已按 GB18030 还原"
            )
            records[0] = records[0].model_copy(update={"notes": (*records[0].notes, note)})
    except Refused as error:
        records.append(FileRecord(file=name, sha256=digest_of(path), refused=_refusal(error)))
    return records


def _refusal(error: Refused) -> Refusal:
    return Refusal(code=error.code, detail=error.detail)


def _read_one(content: Path | bytes, name: str, bronze: Bronze, known_headers: frozenset[str]) -> FileRecord:
    digest = digest_of(content)
    try:
        reading = read_file(content, known_headers, name)
        lines = count_lines(content)
    except Refused as error:
        return FileRecord(file=name, sha256=digest, refused=_refusal(error))
    _write(reading, bronze, digest)
    return FileRecord(
        file=name,
        sha256=digest,
        format=reading.format,
        encoding=reading.encoding,
        lines=lines,
        header_lines=len(reading.header_lines),
        ignored=len(reading.ignored),
        broken=len(reading.broken),
        landed=sum(len(b.rows) for b in reading.blocks),
        parts=tuple(
            Part(number=0, sheet=b.sheet, headers=b.headers, title=b.title, rows=len(b.rows))
            for b in reading.blocks
        ),
        notes=tuple(
            FileNote(code=n.code, sheet=n.sheet, row_number=n.row_number, detail=n.detail)
            for n in reading.notes
        ),
    )


def _write(reading: Reading, bronze: Bronze, digest: str) -> None:
    """Write both Parquets of a file under their final names only when complete."""
    tables = [
        block.rows.add_column(0, "_part", pa.array([i] * len(block.rows), pa.int32()))
        for i, block in enumerate(reading.blocks)
    ]
    rows = (
        pa.concat_tables(tables, promote_options="default")
        if tables
        else pa.table({"_part": pa.array([], pa.int32())})
    )
    lines = [
        table.append_column("kind", pa.array([kind] * len(table), pa.string()))
        for kind, table in (("header", _with_reason(reading.header_lines)), ("ignored", reading.ignored),
                            ("broken", reading.broken))
    ]  # fmt: skip
    for table, target in ((rows, bronze.rows(digest)), (pa.concat_tables(lines, promote_options="default"),
                                                        bronze.lines(digest))):  # fmt: skip
        draft = target.with_suffix(f".{os.getpid()}.new")
        pq.write_table(table, draft, compression="zstd", compression_level=1)
        draft.replace(target)


def _with_reason(header_lines: pa.Table) -> pa.Table:
    return header_lines.append_column("reason", pa.array(["HEADER"] * len(header_lines), pa.string()))


def _judge(batch: Batch, files: list[FileRecord]) -> BatchRecord:
    """The record of a batch: refused whole when its manifest does not fit (design: Refusals)."""
    try:
        promised = promises(batch)
        refused = _mismatch(promised, files) if promised is not None else None
    except ValueError as error:
        refused = Refusal(code="MANIFEST", detail=str(error))
    if not files and refused is None:
        refused = Refusal(code="UNREADABLE", detail="批次中没有数据文件")
    return BatchRecord(
        department=batch.department, dataset=batch.dataset, batch=batch.name, key=batch.key,
        day=batch.day.isoformat(), signature=batch.signature(), files=tuple(files), refused=refused,
    )  # fmt: skip


def _mismatch(promised: tuple[Promise, ...], files: list[FileRecord]) -> Refusal | None:
    """The first thing in which files and manifest differ; a refused file is no mismatch of counts."""
    delivered = {f.file.split(".zip/")[0] + (".zip" if ".zip/" in f.file else ""): f for f in files}
    names = {p.name for p in promised}
    if missing := sorted(names - set(delivered)):
        return Refusal(code="MANIFEST", detail=f"清单列出的 {len(missing)} 个文件没有送到")
    if extra := sorted(set(delivered) - names):
        return Refusal(code="MANIFEST", detail=f"送到的 {len(extra)} 个文件不在清单中")
    for promise in promised:
        file = delivered[promise.name]
        if promise.sha256 and ".zip/" not in file.file and promise.sha256.lower() != file.sha256:
            return Refusal(code="MANIFEST", detail="文件内容与清单的校验值不符")
        counted = file.landed + file.broken
        # a broken line may be half a record or two: they may explain a difference of their own number
        fits = promise.rows is None or file.refused or abs(promise.rows - counted) <= file.broken
        if not fits:
            return Refusal(code="MANIFEST", detail=f"清单为 {promise.rows} 行，实际 {counted} 行")
    return None


def _number(record: BatchRecord, number: int) -> tuple[BatchRecord, int]:
    """Give every part of a batch its number."""
    files = []
    for file in record.files:
        parts = tuple(part.model_copy(update={"number": number + i}) for i, part in enumerate(file.parts))
        number += len(parts)
        files.append(file.model_copy(update={"parts": parts}))
    return record.model_copy(update={"files": tuple(files)}), number
