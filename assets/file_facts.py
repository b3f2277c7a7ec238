"""What guards need to know of a delivered file: counted once a content and header mapping, kept beside the staged files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from assets.acceptance import Delivered
from assets.landing.bronze import Bronze
from catalog.models import Source, ValueType
from sql.warehouse import Warehouse, quoted

VERSION = 1
"""Raised when a count is taken otherwise: kept facts of older versions are not used."""
_DIVISION = "'[0-9]{12}|[0-9]{9}|[0-9]{6}'"
_SCIENTIFIC = r"'^\d(\.\d+)?[Ee]\+?1[4-8]$'"


class FileFacts(BaseModel):
    """Counts of rows; nothing in it is a value of a person."""

    model_config = ConfigDict(frozen=True)

    divisions: dict[str, int] = {}
    """Division code (6, 9 or 12 digits) in the column that says where a row belongs -> rows."""
    scopes: dict[str, int] = {}
    """Value of the scope's column without spaces -> rows."""
    scientific: dict[str, tuple[int, int]] = {}
    """Field of an id number -> cells in scientific notation, and cells with any content."""


@dataclass(frozen=True)
class FactsReader:
    """Counts facts from bronze, or finds them counted."""

    warehouse: Warehouse
    bronze: Bronze
    folder: Path

    def read(self, source: Source, file: Delivered) -> FileFacts:
        """The facts of one file under its header mapping."""
        asked = _asked(source)
        mapped = [[p.headers.fields.get(field or "") for field in asked] for p in file.parts]
        digest = hashlib.sha256(repr((VERSION, asked, mapped)).encode()).hexdigest()[:16]
        kept = self.folder / f"{file.file.sha256}-{digest}.facts.json"
        if kept.is_file():
            return FileFacts.model_validate_json(kept.read_bytes())
        facts = self._count(source, file)
        draft = kept.with_suffix(".new")
        draft.write_text(facts.model_dump_json(), encoding="utf-8")
        draft.replace(kept)
        return facts

    def _count(self, source: Source, file: Delivered) -> FileFacts:
        divisions: dict[str, int] = {}
        scopes: dict[str, int] = {}
        scientific: dict[str, tuple[int, int]] = {}
        for rows, column in self._columns(file, source.territory):
            _add(divisions, self.warehouse.rows(
                f"SELECT regexp_extract({column}, {_DIVISION}) AS code, count(*) FROM {rows} GROUP BY 1 HAVING code <> ''"
            ))  # fmt: skip
        for rows, column in self._columns(file, _scope_field(source)):
            _add(scopes, self.warehouse.rows(
                rf"SELECT regexp_replace({column}, '\s+', '', 'g') AS scope, count(*) FROM {rows} GROUP BY 1 HAVING scope <> ''"
            ))  # fmt: skip
        for field in _number_fields(source):
            for rows, column in self._columns(file, field):
                (counted,) = self.warehouse.rows(
                    f"SELECT count(*) FILTER (regexp_matches(trim({column}), {_SCIENTIFIC})), count({column}) FROM {rows}"
                )
                before = scientific.get(field, (0, 0))
                scientific[field] = (before[0] + counted[0], before[1] + counted[1])
        return FileFacts(divisions=divisions, scopes=scopes, scientific=scientific)

    def _columns(self, file: Delivered, field: str | None) -> Iterator[tuple[str, str]]:
        """For each header a field was delivered under: the rows that have it, and the quoted column."""
        path = quoted(str(self.bronze.rows(file.file.sha256)))
        by_header: dict[str, list[str]] = {}
        for part in file.parts:
            if field is not None and field in part.headers.fields:
                by_header.setdefault(part.headers.fields[field], []).append(str(part.index))
        for header, parts in by_header.items():
            column = '"' + header.replace('"', '""') + '"'
            yield f"(SELECT {column} FROM read_parquet({path}) WHERE _part IN ({', '.join(parts)}))", column


def _asked(source: Source) -> tuple[str | None, ...]:
    return (source.territory, _scope_field(source), *_number_fields(source))


def _scope_field(source: Source) -> str | None:
    """The field inside which a list is the whole state; a division is told by the sheet, not by a field."""
    return None if source.scope == "division" else source.scope


def _number_fields(source: Source) -> tuple[str, ...]:
    return tuple(c.field for c in source.columns if c.type is ValueType.id)


def _add(counts: dict[str, int], rows: list[tuple]) -> None:
    for name, count in rows:
        counts[name] = counts.get(name, 0) + count
