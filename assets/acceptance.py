"""Which delivered files are used: derived each run from what was read and what the catalog says today."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assets.landing.bronze import BatchRecord, FileNote, FileRecord, Manifest, Part, Refusal
from catalog.compile import fields_of
from catalog.headers import HeaderMap, map_headers
from catalog.load import Catalog
from catalog.tables import village_stem


@dataclass(frozen=True)
class StagedPart:
    """One table of an accepted file: its number, how its headers map, and the village it speaks of."""

    part: Part
    index: int
    """Place inside the file, ``_part`` in bronze."""
    headers: HeaderMap
    division: str | None


@dataclass(frozen=True)
class Delivered:
    """One delivered file and what became of it."""

    batch: BatchRecord
    file: FileRecord
    parts: tuple[StagedPart, ...]
    refused: Refusal | None
    remarks: tuple[FileNote, ...] = ()
    """What the guards say of the file."""
    of_batch: tuple[FileNote, ...] = ()
    """What they say of the whole batch, told with its first file."""
    repeated: bool = False
    """Whether an earlier batch held the same content (F-14)."""


def delivered_files(catalog: Catalog, manifest: Manifest, dataset: str) -> Iterator[Delivered]:
    """Every file of a dataset in order of batch and name, accepted or refused."""
    for batch in manifest.of(dataset):
        for file in batch.files:
            parts = tuple(
                StagedPart(part, i, map_headers(catalog, fields_of(catalog.sources[dataset]), part.headers),
                           _division(catalog, dataset, file, part))
                for i, part in enumerate(file.parts)
            )  # fmt: skip
            refused = batch.refused or file.refused or _headers_refused(parts)
            yield Delivered(batch, file, parts, refused)


def _headers_refused(parts: tuple[StagedPart, ...]) -> Refusal | None:
    """A missing required column, or two columns that claim one element; a sheet that fits refuses for none."""
    for part in parts:
        if part.headers.missing:
            columns = "、".join(part.headers.missing)
            return Refusal(code="MISSING_COLUMN", detail=f"缺少必需的列：{columns}{_where(part)}")
        if part.headers.claimed_twice:
            header, claims = part.headers.claimed_twice[0]
            return Refusal(
                code="DUPLICATE_COLUMN", detail=f"{'、'.join(claims)} 都对应“{header}”{_where(part)}"
            )
    return None


def _where(part: StagedPart) -> str:
    return f"（工作表 {part.part.sheet}）" if part.part.sheet else ""


def _division(catalog: Catalog, dataset: str, file: FileRecord, part: Part) -> str | None:
    """The village a sheet speaks of, from sheet, title and file name together; None when they do not decide it."""
    if catalog.sources[dataset].scope != "division":
        return None
    around = " ".join((file.file, *part.title))
    villages = [d for d in catalog.divisions if d["level"] == "5"]
    townships = {d["code"]: d["name"] for d in catalog.divisions if d["level"] == "4"}
    code = re.search(r"\d{12}", f"{part.sheet or ''} {around}")
    if code and any(v["code"] == code.group() for v in villages):
        return code.group()
    here = {t for t, name in townships.items() if _names(around, name)}
    wanted = village_stem(re.sub(r"\s+", "", part.sheet or ""))
    found = [
        v["code"]
        for v in villages
        if village_stem(v["name"]) == wanted and (not here or v["parent_code"] in here)
    ]
    if not found:
        found = [
            v["code"] for v in villages if v["name"] in around and (not here or v["parent_code"] in here)
        ]
    return found[0] if len(found) == 1 else None


def places_named(catalog: Catalog, text: str) -> frozenset[str]:
    """The villages of the townships that a text names."""
    here = {d["code"] for d in catalog.divisions if d["level"] == "4" and _names(text, d["name"])}
    return frozenset(d["code"] for d in catalog.divisions if d["level"] == "5" and d["parent_code"] in here)


def _names(text: str, township: str) -> bool:
    stem = re.sub(r"(土家族|苗族|白族|回族|侗族|瑶族)?(乡|镇|街道)$", "", township)
    return township in text or (len(stem) >= 2 and stem in text)
