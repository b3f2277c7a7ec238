"""Staged tables of a few delivered rows, standardised by the project's own trees."""

from collections.abc import Callable, Iterator

import duckdb
import pyarrow as pa
import pytest

from catalog.compile import fields_of, keyed_select, staged_select
from catalog.load import Catalog, load_catalog
from catalog.tables import catalog_tables
from sql.model import inline, load_functions

Stage = Callable[[str, list[dict[str, str]]], None]


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The built-in catalog."""
    return load_catalog()


@pytest.fixture
def connection(catalog: Catalog) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse with the schemas ``catalog`` and ``staged``."""
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA catalog; CREATE SCHEMA staged")
        for name, frame in catalog_tables(catalog).items():
            connection.register("frame", frame)
            connection.execute(f"CREATE TABLE catalog.{name} AS SELECT * FROM frame")
        connection.unregister("frame")
        yield connection


@pytest.fixture
def stage(connection: duckdb.DuckDBPyConnection, catalog: Catalog) -> Stage:
    """Makes ``staged.<dataset>`` of rows given as header -> text; a header not given is blank; all are in force."""

    def make(dataset: str, rows: list[dict[str, str]]) -> None:
        source = catalog.sources[dataset]
        texts = {
            c.field: pa.array([row.get(c.header, "") for row in rows], pa.string()) for c in fields_of(source)
        }
        connection.register("lines", pa.table(texts))
        connection.execute(
            "CREATE OR REPLACE TEMP VIEW delivered AS SELECT *, row_number() OVER () AS record_id, "
            "DATE '2025-12-31' AS batch_day, NULL::VARCHAR AS part_division FROM lines"
        )
        staged = _text(staged_select(source))
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE standard AS SELECT *, NULL AS part_division, '2025-12-31' AS batch, "
            f"'1.csv' AS file, NULL::VARCHAR AS sheet, record_id AS row_number FROM ({staged})"
        )
        connection.execute(
            f"CREATE OR REPLACE TABLE staged.{dataset} AS SELECT *, DATE '2025-12-31' AS batch_day, false AS superseded "
            f"FROM ({_text(keyed_select(source))})"
        )
        connection.unregister("lines")

    return make


def _text(tree) -> str:
    return inline(tree, load_functions()).sql(dialect="duckdb", comments=False)
