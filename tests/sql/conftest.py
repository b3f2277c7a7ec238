"""A warehouse with the built-in catalog and empty layers, for SELECTs on a few invented rows."""

from collections.abc import Iterator

import duckdb
import pytest

from catalog.load import load_catalog
from catalog.tables import catalog_tables
from sql.model import load_models


@pytest.fixture(scope="session")
def models():
    """Every model by name."""
    return load_models()


@pytest.fixture(scope="session")
def declared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse with the catalog alone; no test changes that."""
    # a database in memory is called `memory`, as a layer is
    with duckdb.connect(tmp_path_factory.mktemp("sql") / "warehouse.duckdb") as connection:
        connection.execute("CREATE SCHEMA catalog")
        for name, frame in catalog_tables(load_catalog()).items():
            connection.register("frame", frame)
            connection.execute(f"CREATE TABLE catalog.{name} AS SELECT * FROM frame")
            connection.unregister("frame")
        yield connection


@pytest.fixture
def engine(declared: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The warehouse with every other layer empty."""
    for schema in ("findings", "identity", "ledger", "memory", "raw", "staged"):
        declared.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        declared.execute(f"CREATE SCHEMA {schema}")
    declared.execute(
        "CREATE TABLE findings.keys (record_id BIGINT, business_key VARCHAR, written_key VARCHAR)"
    )
    return declared
