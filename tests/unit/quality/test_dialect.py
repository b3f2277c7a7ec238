"""The SQLAlchemy dialect on a real DuckDB: what is read is what DuckDB says, and nothing is left open."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import sqlalchemy as sa

from quality.dialect import engine_over

PEOPLE = sa.table("people", sa.column("name"), sa.column("age"), schema="staged")


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA staged")
        connection.execute(
            "CREATE TABLE staged.people AS SELECT * FROM (VALUES ('a\\b', 1), ('a''b', 2), (NULL, 3)) AS v(name, age)"
        )
        yield connection


def count(connection: duckdb.DuckDBPyConnection, condition: sa.ColumnElement[bool]) -> int:
    with engine_over(connection).connect() as session:
        return session.execute(sa.select(sa.func.count()).select_from(PEOPLE).where(condition)).scalar_one()


def test_a_backslash_in_a_value_stays_one_backslash(connection):
    assert count(connection, PEOPLE.c.name == "a\\b") == 1


def test_a_quote_in_a_value_stays_a_quote(connection):
    assert count(connection, PEOPLE.c.name.in_(["a'b", "x"])) == 1


def test_two_statements_that_differ_only_in_a_value_give_two_results(connection):
    engine = engine_over(connection)
    with engine.connect() as session:
        ages = [
            session.execute(sa.select(PEOPLE.c.age).where(PEOPLE.c.age == n)).scalar_one() for n in (1, 2)
        ]
    assert ages == [1, 2]


def test_a_list_of_values_is_written_in_place(connection):
    statement = sa.select(PEOPLE.c.age).where(PEOPLE.c.name.in_(["甲", "乙"]))
    assert str(statement.compile(engine_over(connection))).endswith("IN ('甲', '乙')")


def test_columns_are_those_that_duckdb_describes(connection):
    connection.execute(
        "CREATE VIEW staged.v AS SELECT name, age::DECIMAL(18, 2) AS d, true AS b FROM staged.people"
    )
    columns = sa.inspect(engine_over(connection)).get_columns("v", schema="staged")
    assert [(c["name"], type(c["type"]).__name__) for c in columns] == [
        ("name", "VARCHAR"),
        ("d", "NUMERIC"),
        ("b", "BOOLEAN"),
    ]


def test_an_unfinished_result_of_many_rows_is_not_computed_whole(connection):
    with engine_over(connection).connect() as session:
        first = session.execute(sa.text("SELECT * FROM range(10_000_000_000)")).fetchone()
    assert first == (0,)


def test_the_connection_stays_open_when_the_engine_is_disposed(connection):
    engine = engine_over(connection)
    with engine.connect() as session:
        session.execute(sa.text("SELECT 1"))
    engine.dispose()
    assert connection.execute("SELECT 1").fetchone() == (1,)


def test_the_file_is_free_for_another_process_after_the_connection_is_closed(tmp_path: Path):
    file = tmp_path / "w.duckdb"
    connection = duckdb.connect(str(file))
    engine = engine_over(connection)
    with engine.connect() as session:
        session.execute(sa.text("SELECT * FROM range(1_000_000)")).fetchone()
    engine.dispose()
    connection.close()
    script = "import duckdb, sys; duckdb.connect(sys.argv[1]).execute('CREATE TABLE t (a INTEGER)')"
    done = subprocess.run([sys.executable, "-c", script, str(file)], check=False, timeout=60)
    assert done.returncode == 0
