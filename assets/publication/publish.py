"""Write, audit, publish: a version is exported beside the others and becomes current by one rename."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from assets.comments import column_comments
from assets.county import County
from assets.tables import COMPUTED as PYTHON_TABLES
from sql.model import CheckMatter, Model, TableMatter
from sql.warehouse import Warehouse, quoted

SCHEMA = 1
"""Version of the published interface; raised when a column is removed or changes its meaning."""
KEEP = 7
CATALOG = (
    "codes",
    "departments",
    "sources",
    "columns",
    "elements",
    "authority",
    "contradictions",
    "parameters",
    "divisions",
    "issues",
    "matrix",
)
COMPUTED = ("raw.deliveries", "raw.files", "raw.ignored", "quarantine.rows", "identity.registry", "identity.model",
            "identity.decisions",
            "identity.person_assignments", "identity.enterprise_assignments", "identity.house_assignments",
            "identity.event_assignments", "findings.rule_results", "findings.rule_scores", "findings.dimension_scores",
            "findings.source_scores", "findings.department_scores", "findings.lost_points")  # fmt: skip
"""Python-computed tables that are published beside those whose front matter says so."""
SORTED_BY = {
    "ledger.person": "person_id", "ledger.enterprise": "enterprise_id", "ledger.house": "house_id",
    "ledger.event": "event_id", "ledger.household": "household_id",
}  # fmt: skip


class PublicationRefused(Exception):
    """Why a candidate may not become the current version; names tables and checks, never values."""


@dataclass(frozen=True)
class Published:
    """The version that is current now, and whether this run made it."""

    version: int
    path: Path
    new: bool
    tables: dict[str, int]


def published_tables(county: County) -> list[str]:
    """Names of the tables of a version, sorted."""
    written = [
        n for n, m in county.models.items() if isinstance(m.matter, TableMatter) and m.matter.published
    ]
    return sorted({*written, *COMPUTED, *(f"catalog.{name}" for name in CATALOG)})


def publish(county: County, warehouse: Warehouse) -> Published:
    """Audit the candidate and make it current; when nothing differs from the current version it stays."""
    tables = published_tables(county)
    audit(county, warehouse, tables)
    fingerprints = {t: _standing(warehouse, t)[1] for t in tables}
    rows = {t: _standing(warehouse, t)[2] for t in tables}
    current = current_version(county)
    if current is not None and read_manifest(current)["fingerprints"] == fingerprints:
        return Published(int(current.name), current, False, rows)
    number = county.next_version()
    staging = county.home.published / "staging"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    _export(county, warehouse, fingerprints, staging, current)
    _write_manifest(county, number, fingerprints, rows, staging)
    target = county.home.published / "versions" / str(number)
    target.parent.mkdir(exist_ok=True)
    staging.replace(target)
    _switch(county.home.published, target)
    _prune(county.home.published / "versions", number)
    return Published(number, target, True, rows)


def current_version(county: County) -> Path | None:
    """The folder of the current version, or None in a new home."""
    link = county.home.published / "current"
    return link.resolve() if link.exists() else None


def read_manifest(version: Path) -> dict:
    """The manifest of a version."""
    return json.loads((version / "manifest.json").read_text(encoding="utf-8"))


def audit(county: County, warehouse: Warehouse, tables: list[str]) -> None:
    """Run the blocking SELECTs on the candidate and refuse half-computed states; Dagster's gate is not trusted."""
    staged = (f"staged.{d}" for d in sorted(county.catalog.sources))
    stale = {t for t in (*tables, *staged) if _is_stale(county, warehouse, t)}
    stale |= set(warehouse.outdated()) & {*county.models, *PYTHON_TABLES}
    if stale:
        raise PublicationRefused(
            f"not computed from the present inputs, materialize them first: {', '.join(stale)}"
        )
    failed = []
    for model in blocking_checks(county):
        if count := county.found(warehouse, model):
            failed.append(f"{model.name} ({count} rows)")
    if failed:
        raise PublicationRefused(f"blocking checks failed: {', '.join(failed)}; the current version stays")


def blocking_checks(county: County) -> list[Model]:
    """The checks that must find nothing before a version is published."""
    return [
        m for _, m in sorted(county.models.items()) if isinstance(m.matter, CheckMatter) and m.matter.blocking
    ]


def _is_stale(county: County, warehouse: Warehouse, table: str) -> bool:
    standing = warehouse.built(table)
    if standing is None:
        return True
    schema, name = table.split(".")
    if schema == "staged":
        return standing[0] != county.stage.key(warehouse, name)
    model = county.models.get(table)
    return model is not None and standing[0] != county.key(warehouse, model)


def _standing(warehouse: Warehouse, table: str) -> tuple[str, str, int]:
    standing = warehouse.built(table)
    if standing is None:
        raise PublicationRefused(f"{table} was never computed")
    return standing


def _export(
    county: County, warehouse: Warehouse, fingerprints: dict[str, str], staging: Path, current: Path | None
) -> None:
    """One Parquet a table; a table that did not change is linked to the file of the version before."""
    before = read_manifest(current)["fingerprints"] if current else {}
    for table, fingerprint in fingerprints.items():
        target = staging / f"{table}.parquet"
        old = current / target.name if current else None
        if old is not None and old.exists() and before.get(table) == fingerprint:
            os.link(old, target)
            continue
        order = f" ORDER BY {SORTED_BY[table]}" if table in SORTED_BY else ""
        warehouse.run(
            f"COPY (FROM {table}{order}) TO {quoted(str(target))} "
            f"(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1{_metadata(county, warehouse, table)})"
        )
        _fsync(target)


def _metadata(county: County, warehouse: Warehouse, table: str) -> str:
    """The title of a table and the Chinese names of its columns, for the footer of its file."""
    model = county.models.get(table)
    if model is None:
        return ""
    comments = column_comments(county.catalog, model)
    named = {c: comments[c] for c in warehouse.columns(table) if c in comments}
    columns = quoted(json.dumps(named, ensure_ascii=False))
    return f", KV_METADATA {{title: {quoted(model.matter.title)}, columns: {columns}}}"


def _write_manifest(
    county: County, number: int, fingerprints: dict[str, str], rows: dict[str, int], staging: Path
) -> None:
    manifest = {
        "schema": SCHEMA,
        "version": number,
        "today": county.day(county.bronze.manifest()).isoformat(),
        "catalog": county.catalog.digest,
        "fingerprints": fingerprints,
        "rows": rows,
    }
    path = staging / "manifest.json"
    path.write_text(json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
    _fsync(path)


def _fsync(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def _switch(published: Path, target: Path) -> None:
    """The only commit point: ``current`` is replaced atomically."""
    draft = published / "current.new"
    draft.unlink(missing_ok=True)
    draft.symlink_to(target.relative_to(published))
    os.replace(draft, published / "current")


def _prune(versions: Path, newest: int) -> None:
    """Keep the newest seven and, of every month a version speaks of, its last."""
    by_month: dict[str, int] = {}
    numbers = sorted(int(p.name) for p in versions.iterdir() if p.name.isdigit())
    for number in numbers:
        by_month[read_manifest(versions / str(number))["today"][:7]] = number
    keep = {n for n in numbers if n > newest - KEEP} | set(by_month.values())
    for number in set(numbers) - keep:
        shutil.rmtree(versions / str(number))
