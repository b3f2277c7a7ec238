"""An open DuckDB connection as a SQLAlchemy engine, for Great Expectations knows no DuckDB.

The dialect is PostgreSQL's with what DuckDB does otherwise: a column list by DESCRIBE, bound values written
as literals (a set of codes is then one hash probe, not a chain of comparisons), no transactions of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import duckdb
import sqlalchemy
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGCompiler, PGDialect
from sqlalchemy.sql.elements import BindParameter


class DuckDBCompiler(PGCompiler):
    """Writes statements with their values in place."""

    def visit_bindparam(self, bindparam: BindParameter[Any], *args: Any, **kwargs: Any) -> str:
        """A bound value as a literal; statements are never cached, so the value can not go stale."""
        return super().visit_bindparam(bindparam, *args, **(kwargs | {"literal_binds": True}))


class DuckDBDialect(PGDialect):
    """PostgreSQL's dialect over an open DuckDB connection."""

    name = "duckdb"
    driver = "duckdb"
    default_paramstyle = "qmark"
    statement_compiler = DuckDBCompiler
    supports_statement_cache = False
    _backslash_escapes = False
    """A backslash in a literal is a backslash: patterns must not be doubled."""

    DremioDialect = True
    """By this attribute Great Expectations knows dialects that write REGEXP_MATCHES(column, pattern)."""

    @classmethod
    def import_dbapi(cls) -> Any:
        """The driver module."""
        return duckdb

    def initialize(self, connection: sqlalchemy.Connection) -> None:
        """Nothing is asked of the server: PostgreSQL's catalog is not there."""
        self.default_schema_name = "main"

    def do_begin(self, dbapi_connection: Any) -> None:
        """No transaction: checks only read."""

    def do_commit(self, dbapi_connection: Any) -> None:
        """Nothing to commit."""

    def do_rollback(self, dbapi_connection: Any) -> None:
        """Nothing to undo."""

    def do_ping(self, dbapi_connection: Any) -> bool:
        """An open connection in this process needs no ping."""
        return True

    def get_columns(
        self, connection: sqlalchemy.Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> list[Any]:
        """Name and type of every column of a table or view."""
        name = self.identifier_preparer.quote(str(table_name))
        table = f"{self.identifier_preparer.quote(schema)}.{name}" if schema else name
        described = connection.exec_driver_sql(f"DESCRIBE {table}").fetchall()
        return [{"name": name, "type": self._type(kind), "nullable": True} for name, kind, *_ in described]

    def _type(self, text: str) -> sqlalchemy.types.TypeEngine[Any]:
        base = text.split("(", maxsplit=1)[0]
        return self.ischema_names[_POSTGRESQL_NAME.get(base, base.lower())]()

    def get_pk_constraint(
        self, connection: sqlalchemy.Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> Any:
        """Staged tables have no primary key."""
        return {"constrained_columns": [], "name": None}


_POSTGRESQL_NAME = {
    "VARCHAR": "character varying",
    "DECIMAL": "numeric",
    "DOUBLE": "double precision",
    "HUGEINT": "numeric",
    "TIMESTAMP": "timestamp without time zone",
}

registry.register("duckdb", __name__, "DuckDBDialect")


class _Cursors:
    """What SQLAlchemy takes for a connection: each cursor is a cursor of the open DuckDB connection."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def cursor(self) -> _Cursor:
        """A cursor of its own; it sees what is committed."""
        return _Cursor(self._connection.cursor())

    def close(self) -> None:
        """The connection belongs to the warehouse and stays open."""


class _Cursor:
    """A DuckDB cursor whose rows are read as they are asked for."""

    arraysize = 1
    rowcount = -1

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor

    @property
    def description(self) -> Any:
        """Names and types of the result's columns."""
        return self._cursor.description

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """Run one statement."""
        self._cursor.execute(statement, list(parameters))

    def fetchone(self) -> Any:
        """The next row or None."""
        return self._cursor.fetchone()

    def fetchmany(self, size: int | None = None) -> list[Any]:
        """The next rows."""
        return self._cursor.fetchmany(size or self.arraysize)

    def fetchall(self) -> list[Any]:
        """The rows that are left."""
        return self._cursor.fetchall()

    def close(self) -> None:
        """Drop the result."""
        self._cursor.close()


URL = "duckdb://"

Connection = duckdb.DuckDBPyConnection
"""An open warehouse, for whoever may not import the engine."""


def creator(connection: duckdb.DuckDBPyConnection) -> Callable[[], _Cursors]:
    """What ``sqlalchemy.create_engine(URL, creator=...)`` takes to run on ``connection``."""
    return lambda: _Cursors(connection)


def engine_over(connection: duckdb.DuckDBPyConnection) -> sqlalchemy.Engine:
    """An engine whose statements run on cursors of ``connection``; it never opens or closes a database."""
    return sqlalchemy.create_engine(URL, creator=creator(connection))
