"""Every golden value leads back to the row it was taken from, and that row says it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from running import Run, county_of

from assets.county import County
from catalog.compile import fields_of
from catalog.headers import map_headers
from catalog.models import Column, Source, Statement
from catalog.tables import catalog_tables
from sql.warehouse import Warehouse, quoted

PER_ELEMENT = 4
"""Golden values that are looked up of each element and source."""
Golden = tuple[str, str, str, str, str, str | None, int]
"""Element, value, source, batch, file, sheet, row number."""


@pytest.fixture(scope="module")
def declared(first: Run) -> County:
    """The county of the sample home."""
    return county_of(first.home)


@pytest.fixture(scope="module")
def version(first: Run, declared: County) -> Iterator[Warehouse]:
    """The first version, with those tables of the catalog that are not published."""
    with first.opened() as engine:
        for name, frame in catalog_tables(declared.catalog).items():
            with engine.offered("frame", frame):
                if not engine.exists(f"catalog.{name}"):
                    engine.run(f"CREATE TABLE catalog.{name} AS FROM frame")
        yield engine


@pytest.fixture(scope="module")
def sampled(version: Warehouse) -> list[Golden]:
    """A few golden values of every element and source that a record itself states."""
    return version.rows(
        "SELECT element, value, source, batch, file, sheet, row_number FROM ledger.golden_values "
        "WHERE rule IN ('ranked', 'newest') "
        "QUALIFY row_number() OVER (PARTITION BY entity_type, element, source ORDER BY md5(entity_id)) <= ? "
        "ORDER BY source, element, batch, file, sheet, row_number",
        [PER_ELEMENT],
    )


def test_every_golden_value_has_a_source_a_rule_and_an_address(version: Warehouse) -> None:
    bare = version.rows(
        "SELECT element, entity_id FROM ledger.golden_values WHERE value IS NULL OR source IS NULL OR rule IS NULL "
        "OR batch IS NULL OR file IS NULL OR row_number IS NULL OR as_of IS NULL OR valid_from IS NULL"
    )
    assert bare == []


def test_the_address_of_a_golden_value_is_a_record_of_its_source_linked_to_its_entity(
    version: Warehouse,
) -> None:
    astray = version.rows("""
        SELECT g.source, g.element, g.rule
        FROM ledger.golden_values AS g
        LEFT JOIN identity.links AS l
            ON (l.dataset, l.batch, l.file, l.row_number, l.entity_id) = (g.source, g.batch, g.file, g.row_number, g.entity_id)
            AND l.sheet IS NOT DISTINCT FROM g.sheet
        WHERE l.entity_id IS NULL
    """)
    assert astray == []


def test_the_row_at_the_address_says_the_golden_value(
    version: Warehouse, declared: County, sampled: list[Golden]
) -> None:
    wrong, looked_up = [], 0
    for dataset in sorted({golden[2] for golden in sampled}):
        of_dataset = [golden for golden in sampled if golden[2] == dataset]
        source = declared.catalog.sources[dataset]
        raw = [raw_row(version, declared, dataset, *golden[3:]) for golden in of_dataset]
        rows = standardised(version, declared, dataset, raw, [golden[3] for golden in of_dataset])
        for golden, row in zip(of_dataset, rows, strict=True):
            said = stated(source, golden[0], row)
            looked_up += said is not None
            if said is not None and golden[1] not in said:
                wrong.append((dataset, golden[0], golden[-1]))
    assert wrong == []
    assert looked_up > 200


def test_a_discrepancy_names_two_values_that_are_both_there(version: Warehouse) -> None:
    assert version.rows("SELECT count(*) FROM ledger.discrepancies")[0][0] > 0
    assert (
        version.rows(
            "SELECT * FROM ledger.discrepancies "
            "WHERE golden_value IS NULL OR (other_value IS NULL) <> (kind = 'missing')"
        )
        == []
    )
    assert (
        version.rows(
            "SELECT * FROM ledger.discrepancies WHERE kind IN ('different', 'stale') "
            "AND (golden_value = other_value OR golden_source = other_source)"
        )
        == []
    )


def stated(source: Source, element: str, row: dict[str, Any]) -> set[str] | None:
    """What a standardised row says of an element; None where no column states it (a place derived from an address)."""
    columns = [(c, s) for c in source.columns for s in c.statements() if s.element == element]
    if not columns:
        return None
    return {text for column, statement in columns if (text := of_element(row, column, statement)) is not None}


def raw_row(
    engine: Warehouse, county: County, dataset: str, batch: str, file: str, sheet: str | None, number: int
) -> dict[str, Any]:
    """The row of bronze at an address, by field."""
    (record,) = (f for f in county.bronze.manifest().of(dataset) if f.batch == batch)
    (delivered,) = (f for f in record.files if f.file == file)
    ((index, part),) = ((i, p) for i, p in enumerate(delivered.parts) if p.sheet == sheet)
    headers = map_headers(county.catalog, fields_of(county.catalog.sources[dataset]), part.headers).fields
    rows = engine.arrow(
        f"SELECT * FROM read_parquet({quoted(str(county.bronze.rows(delivered.sha256)))}) WHERE _part = {index} AND _row_number = {number}"
    ).to_pylist()
    assert len(rows) == 1, "an address opens to one row"
    return {field: rows[0][header] for field, header in headers.items()}


def standardised(
    engine: Warehouse, county: County, dataset: str, raw: list[dict[str, Any]], batches: list[str]
) -> list[dict[str, Any]]:
    """Raw rows in catalog elements, by the same functions that standardise files."""
    delivered = pa.table(
        {
            "record_id": pa.array(range(len(raw)), pa.int64()),
            "part_division": pa.nulls(len(raw), pa.string()),
            "batch_day": pa.array([date.fromisoformat(batch[:10]) for batch in batches], pa.date32()),
        }
        | {
            c.field: pa.array([row.get(c.field) for row in raw], pa.string())
            for c in fields_of(county.catalog.sources[dataset])
        }
    )
    with engine.offered("delivered", delivered):
        rows = engine.arrow(county.queries.standard(dataset)).to_pylist()
    return sorted(rows, key=lambda row: row["record_id"])


def of_element(row: dict[str, Any], column: Column, statement: Statement) -> str | None:
    """What a standardised row says of an element through one column."""
    value = row[column.field]
    if value is None or any(row[field] != wanted for field, wanted in statement.when.items()):
        return None
    if statement.map is not None:
        return statement.map.get(str(value), statement.map.get("*"))
    return str(value)[:10] if element_is_day(column, statement) else str(value)


def element_is_day(column: Column, statement: Statement) -> bool:
    """Whether a time states a day."""
    return column.type.value == "time" and statement.element.endswith("_date")
