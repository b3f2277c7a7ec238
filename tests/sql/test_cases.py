"""Every model that has a file of cases here gives the expected rows from the given ones, in real DuckDB.

A case: ``given`` rows by table (columns not named are null, tables not named are empty, but for the built-in
``catalog``); ``parameters`` of the run; ``expect`` rows in order (tables of the ledger have none: theirs are sorted),
compared in the columns they name.
"""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
import yaml

from catalog.load import load_catalog
from catalog.tables import catalog_tables
from sql.model import Model, load_models

HERE = Path(__file__).parent


def cases() -> Iterator[Any]:
    """One pytest parameter a case: model name and case."""
    for path in sorted(HERE.glob("*.yml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield pytest.param(path.stem, case, id=f"{path.stem}: {case['name']}")


@cache
def models() -> dict[str, Model]:
    """Every model, read once."""
    return load_models()


@cache
def declarations() -> dict[str, pa.Table]:
    """The built-in catalog as tables, read once."""
    return catalog_tables(load_catalog())


@pytest.mark.parametrize(("name", "case"), list(cases()))
def test_given_rows_give_the_expected_rows(name: str, case: dict[str, Any]) -> None:
    with duckdb.connect() as engine:
        _fill(engine, case.get("given", {}))
        rows = _result(engine, name, case.get("parameters", {}))
    expected = case["expect"]
    assert [_named(row, wanted) for row, wanted in zip(rows, expected, strict=False)] == expected
    assert len(rows) == len(expected)


def _fill(engine: duckdb.DuckDBPyConnection, given: dict[str, list[dict[str, Any]]]) -> None:
    engine.execute((HERE / "published.sql").read_text(encoding="utf-8"))
    for table, frame in declarations().items():
        engine.register("frame", frame)
        rows = "WHERE false" if f"catalog.{table}" in given else ""
        engine.execute(f"CREATE TABLE catalog.{table} AS SELECT * FROM frame {rows}")
        engine.unregister("frame")
    for table, rows in given.items():
        for row in rows:
            marks = ", ".join("?" for _ in row)
            engine.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))


def _result(engine: duckdb.DuckDBPyConnection, name: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of a model; the tables it reads that are neither given nor published are computed before."""
    model = models()[name]
    for table in model.depends_on:
        _compute(engine, table, parameters)
    order = " ORDER BY ALL" if model.schema == "ledger" else ""
    found = engine.execute(f"FROM ({model.sql()}){order}", _used(model, parameters))
    columns = [column[0] for column in found.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def _compute(engine: duckdb.DuckDBPyConnection, table: str, parameters: dict[str, Any]) -> None:
    """Make a table from its own file, and before it those that it reads, unless it is there."""
    schema, name = table.split(".")
    there = "SELECT count(*) FROM information_schema.tables WHERE table_schema = ? AND table_name = ?"
    if engine.execute(there, [schema, name]).fetchall() != [(0,)]:
        return
    model = models()[table]
    for before in model.depends_on:
        _compute(engine, before, parameters)
    engine.execute(f"CREATE TABLE {table} AS {model.sql()}", _used(model, parameters))


def _used(model: Model, parameters: dict[str, Any]) -> dict[str, Any]:
    return {parameter: parameters[parameter] for parameter in model.parameters}


def _named(row: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """The columns that are compared, as YAML writes them; JSON text is compared as what it says."""
    return {column: _plain(row[column], isinstance(value, list)) for column, value in wanted.items()}


def _plain(value: Any, is_list: bool) -> Any:
    if is_list and isinstance(value, list):
        return value
    if is_list and value is not None:
        return json.loads(value)
    if isinstance(value, Decimal):
        return float(value)
    assert value is None or isinstance(value, str | int | float | bool | date)
    return value
