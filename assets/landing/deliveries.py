"""Deliveries in the landing: which batches there are, which are complete, and whether a manifest fits."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

READY = "_READY"
MANIFEST = "_manifest.json"
ANSWERS = "_answers"
"""Folder of a department in which answered workbooks come back: no dataset, whatever folders are in it."""
_BATCH = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.(\d{1,4}))?")


@dataclass(frozen=True)
class Batch:
    """One folder ``<department>/<dataset>/<batch>`` of the landing."""

    department: str
    dataset: str
    name: str
    folder: Path
    day: date
    number: int
    """1 for the first delivery of a day, n for ``<day>.n``."""

    @property
    def ready(self) -> bool:
        """Whether the department has finished writing."""
        return (self.folder / READY).is_file()

    @property
    def key(self) -> str:
        """Text that sorts batches by day and number."""
        return batch_key(self.name)

    def files(self) -> list[Path]:
        """The delivered files, sorted by path; names that begin with ``_`` or ``.`` are not data."""
        found = (p for p in self.folder.rglob("*") if p.is_file() and not p.name.startswith(("_", ".")))
        return sorted(found, key=lambda p: p.relative_to(self.folder).as_posix())

    def signature(self) -> str:
        """Changes when a file of the batch is added, removed or written again; reads no content."""
        digest = hashlib.sha256()
        for path in (*self.files(), self.folder / MANIFEST, self.folder / READY):
            if path.is_file():
                stat = path.stat()
                digest.update(f"{path.name}\0{stat.st_size}\0{stat.st_mtime_ns}\0".encode())
        return digest.hexdigest()[:32]


def batch_key(name: str) -> str:
    """The key of a batch by its name, ``2025-12-31.2``; ``sql/functions/batch_key.sql`` is the same in SQL."""
    day, _, number = name.partition(".")
    return f"{day}.{int(number or 1):04d}"


def batches(landing: Path) -> Iterator[Batch]:
    """Every batch folder of the landing in the order of department, dataset, day and number."""
    found = []
    for folder in landing.glob("*/*/*"):
        match = _BATCH.fullmatch(folder.name)
        if match is None or not folder.is_dir():
            continue
        try:
            day = date.fromisoformat(match.group(1))
        except ValueError:
            continue
        department, dataset = folder.parts[-3:-1]
        if dataset == ANSWERS:
            continue
        found.append(Batch(department, dataset, folder.name, folder, day, int(match.group(2) or 1)))
    yield from sorted(found, key=lambda b: (b.department, b.dataset, b.key))


@dataclass(frozen=True)
class Promise:
    """What a manifest says of one file; ``rows`` and ``sha256`` may be missing."""

    name: str
    rows: int | None
    sha256: str | None


def promises(batch: Batch) -> tuple[Promise, ...] | None:
    """The manifest's files, or None where the department sends none.

    Raises ValueError in Chinese when the manifest itself can not be read.
    """
    path = batch.folder / MANIFEST
    if not path.is_file():
        return None
    try:
        entries = json.loads(path.read_text(encoding="utf-8-sig"))["files"]
        return tuple(Promise(str(e["name"]), _whole(e.get("rows")), e.get("sha256")) for e in entries)
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError, ValueError):
        raise ValueError("清单 _manifest.json 无法读取") from None


def _whole(value: object) -> int | None:
    return None if value is None else int(str(value))


def digest_of(content: Path | bytes) -> str:
    """SHA-256 of a file or of a member's bytes, hexadecimal."""
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    with content.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
