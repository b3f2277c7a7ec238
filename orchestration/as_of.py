"""The golden ledger of any date, as known on any day, under any matrix that was in force; read from a published version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assets.county import County
from assets.publication.publish import current_version
from assets.request import RequestError
from assets.tables import ENTITIES
from catalog.compile import wide_select
from catalog.models import Element
from sql.model import render
from sql.warehouse import Warehouse, open_published, quoted

FOR_EVER = date.max


class AsOfError(RequestError):
    """Why the state that was asked for can not be told."""


@dataclass(frozen=True)
class Moment:
    """Which state of the ledger: true on a date, as known on a day, decided by the matrix of a date."""

    valid: date
    known: date = FOR_EVER
    matrix: date | None = None
    """None: the matrix that was in force on each day."""


def lines(county: County, moment: Moment, entity_id: str | None, out: Path | None) -> Iterator[str]:
    """The values of one entity, or how many there are; with ``out`` they are also written there as Parquet."""
    version = current_version(county)
    if version is None:
        raise AsOfError("nothing is published")
    with open_published(version, county.limits) as engine:
        if not engine.exists("ledger.tenures"):
            raise AsOfError(
                f"version {version.name} was published before histories were kept; run `yiyuan run`"
            )
        select_state(engine, county, moment, entity_id)
        yield from _values(engine, county) if entity_id else _counts(engine)
        if out is not None:
            yield from _written(engine, county, out)


def select_state(engine: Warehouse, county: County, moment: Moment, entity_id: str | None = None) -> None:
    """Make ``ledger.state`` (entity_type, entity_id, element, value, valid_from, known_from): the ledger of a moment."""
    if moment.matrix is not None:
        _decide_anew(engine, county, moment.matrix, entity_id)
    engine.run(
        "CREATE OR REPLACE TABLE ledger.state AS "
        "SELECT entity_type, entity_id, element, value, valid_from, known_from FROM ledger.history "
        "WHERE valid_from <= $valid AND (valid_to IS NULL OR valid_to > $valid) "
        "AND known_from <= $known AND (known_to IS NULL OR known_to > $known) AND ($entity IS NULL OR entity_id = $entity)",
        {"valid": moment.valid, "known": moment.known, "entity": entity_id},
    )


def _decide_anew(engine: Warehouse, county: County, matrix: date, entity_id: str | None) -> None:
    """Make the history again as if the matrix of one date had always been in force, from what the sources told."""
    wanted = "$entity IS NULL OR entity_id = $entity"
    for table, select, values in (
        ("catalog.matrix", "SELECT * REPLACE (DATE '0001-01-01' AS applies_from, NULL::DATE AS applies_to) FROM catalog.matrix "
         "WHERE applies_from <= $day AND (applies_to IS NULL OR applies_to > $day)", {"day": matrix}),
        ("ledger.tenures", f"SELECT * FROM ledger.tenures WHERE {wanted}", {"entity": entity_id}),
    ):  # fmt: skip
        engine.run(f"CREATE TEMP TABLE replacing AS {select}", values)
        engine.run(f"DROP VIEW {table}")
        engine.run(f"CREATE TABLE {table} AS FROM replacing")
        engine.run("DROP TABLE replacing")
    engine.run("DROP VIEW ledger.history")
    for table in ("ledger.contested", "ledger.selections", "ledger.history"):
        model = county.models[table]
        engine.run(f"CREATE TABLE {table} AS {model.sql()}", county.parameters(model))


def _counts(engine: Warehouse) -> Iterator[str]:
    for entity_type, entities, values in engine.rows(
        "SELECT entity_type, count(DISTINCT entity_id), count(*) FROM ledger.state GROUP BY entity_type ORDER BY entity_type"
    ):
        yield f"{entity_type:12} {entities:>12,} entities {values:>14,} golden values"


def _values(engine: Warehouse, county: County) -> Iterator[str]:
    found = engine.rows(
        "SELECT entity_type, element, value, valid_from, known_from FROM ledger.state ORDER BY element"
    )
    for entity_type, element, value, valid_from, known_from in found:
        declared = county.catalog.elements[entity_type, element]
        yield f"{declared.title}  {labelled(county, declared, value)}  自{valid_from}起；{known_from}获知"
    if not found:
        yield "当时没有这个实体的任何值"


def labelled(county: County, element: Element, value: str) -> str:
    """A value with its label, where it is a code that does not explain itself."""
    rows = county.catalog.codes[element.codes] if element.codes else ()
    label = next((row.get("label") or row.get("name") for row in rows if row["code"] == value), None)
    return f"{value} {label}" if label and label != value else value


def _written(engine: Warehouse, county: County, out: Path) -> Iterator[str]:
    """The long ledger and the wide tables of its entities, each one Parquet named as the published table."""
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(
        engine,
        "SELECT * FROM ledger.state ORDER BY entity_type, entity_id, element",
        out / "ledger.golden_values.parquet",
    )
    for entity in ENTITIES:
        of_kind = f"FROM ledger.state WHERE entity_type = {quoted(entity)}"
        engine.run(
            f"CREATE OR REPLACE TABLE ledger.{entity}_golden AS SELECT entity_id, element, value {of_kind}"
        )
        engine.run(
            f"CREATE OR REPLACE TABLE identity.{entity}_entities AS SELECT DISTINCT entity_id, true AS in_ledger {of_kind}"
        )
        wide = render(wide_select(county.catalog, entity))
        _write(engine, f"FROM ({wide}) ORDER BY {entity}_id", out / f"ledger.{entity}.parquet")
    yield f"{len(ENTITIES) + 1} tables in {out}"


def _write(engine: Warehouse, select: str, path: Path) -> None:
    engine.run(f"COPY ({select}) TO {quoted(str(path))} (FORMAT parquet, COMPRESSION zstd)")
    path.chmod(0o600)
