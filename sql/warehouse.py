"""The only module that opens an engine: the warehouse of a home, and readers of what was published.

The warehouse is one DuckDB file, a cache that can be rebuilt from bronze and the last published version. While one
process writes a DuckDB file every other opener fails at once, so it is opened under a waiting lock and by nobody but
the pipeline; people and reports read published Parquet through ``open_published``.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa

_OFFLINE = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "preserve_insertion_order": "false",
}


class WarehouseError(Exception):
    """A statement failed; the engine's own text is not repeated, for it quotes cells."""


@dataclass(frozen=True)
class Limits:
    """What the engine may use: memory as DuckDB writes it (``4GB``), threads."""

    memory: str = "4GB"
    threads: int = 2


@dataclass(frozen=True)
class Built:
    """What became of one table: its rows, its fingerprint, and whether it was computed at all."""

    table: str
    rows: int
    fingerprint: str
    computed: bool


class _Standing(NamedTuple):
    """What is noted of a table: the key it was built under, what it holds, and the fingerprints it was made from."""

    key: str
    fingerprint: str
    rows: int
    inputs: str


class Warehouse:
    """An open warehouse. Tables are built whole, one transaction each, and remembered by key and fingerprint."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self._recipes: dict[str, dict[str, str]] = {}
        self._known: dict[str, _Standing] | None = None
        self.run(
            "CREATE TABLE IF NOT EXISTS main.standing "
            "(name VARCHAR PRIMARY KEY, key VARCHAR, fingerprint VARCHAR, rows BIGINT, inputs VARCHAR)"
        )

    def run(
        self, sql: str, parameters: Mapping[str, Any] | list[Any] | None = None
    ) -> duckdb.DuckDBPyConnection:
        """Run one statement; raises WarehouseError that names the kind of failure but quotes no data."""
        try:
            return self.connection.execute(sql, parameters)
        except duckdb.Error as error:
            raise WarehouseError(_kind(error)) from None

    def rows(
        self, sql: str, parameters: Mapping[str, Any] | list[Any] | None = None
    ) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self.run(sql, parameters).fetchall()

    def arrow(self, sql: str, parameters: Mapping[str, Any] | list[Any] | None = None) -> pa.Table:
        """A query's result as one Arrow table."""
        try:
            return self.connection.sql(sql, params=parameters).to_arrow_table()
        except duckdb.Error as error:
            raise WarehouseError(_kind(error)) from None

    def batches(self, sql: str, parameters: Mapping[str, Any], rows: int) -> Iterator[pa.RecordBatch]:
        """A query's result by and by, about ``rows`` at a time."""
        try:
            yield from self.connection.sql(sql, params=parameters).to_arrow_reader(rows)
        except duckdb.Error as error:
            raise WarehouseError(_kind(error)) from None

    @contextlib.contextmanager
    def offered(self, name: str, frame: pa.Table) -> Iterator[None]:
        """A frame under a name that statements inside can read."""
        self.connection.register(name, frame)
        try:
            yield
        finally:
            self.connection.unregister(name)

    def built(self, table: str) -> tuple[str, str, int] | None:
        """Key, fingerprint and rows of a table as it stands, or None."""
        standing = self._standing().get(table)
        return standing and (standing.key, standing.fingerprint, standing.rows)

    def forget(self, tables: str) -> None:
        """Let tables whose names are like a pattern be computed again, though nothing they are made of changed."""
        self.run("DELETE FROM main.standing WHERE name LIKE ?", [tables])
        self._known = None

    def key(self, code: str, parameters: Mapping[str, Any], inputs: tuple[str, ...]) -> str:
        """What a table is a function of: its code, its parameters, the fingerprints of its inputs."""
        digest = hashlib.sha256(code.encode())
        digest.update(repr(sorted(parameters.items())).encode())
        found = {name: self._fingerprint_of(name) for name in sorted(inputs)}
        digest.update(json.dumps(found).encode())
        key = digest.hexdigest()[:32]
        self._recipes[key] = found
        return key

    def outdated(self) -> list[str]:
        """Tables that were made from inputs which are not what stands now."""
        return [
            name
            for name, standing in sorted(self._standing().items())
            if any(self._fingerprint_of(i) != f for i, f in json.loads(standing.inputs).items())
        ]

    def _fingerprint_of(self, table: str) -> str:
        standing = self.built(table)
        return standing[1] if standing else "absent"

    def current(self, table: str, key: str) -> Built | None:
        """The table as it stands when it was built under this key; then there is nothing to compute."""
        standing = self.built(table)
        if standing is None or standing[0] != key:
            return None
        return Built(table, standing[2], standing[1], computed=False)

    def build(self, table: str, key: str, select: str, parameters: Mapping[str, Any] | None = None) -> Built:
        """Make ``table`` from one SELECT, in one transaction."""
        with self.transaction():
            self._schema(table)
            self._drop(table)
            self.run(f"CREATE OR REPLACE TABLE {table} AS {select}", parameters or {})
            return self._remember(table, key)

    def store(self, table: str, key: str, frame: pa.Table) -> Built:
        """Make ``table`` from a frame, in one transaction."""
        with self.offered("frame", frame):
            return self.build(table, key, "SELECT * FROM frame")

    def view(self, table: str, key: str, select: str, fingerprint: str | None) -> Built:
        """Make ``table`` a view; where the caller does not know its fingerprint, it is that of its rows."""
        with self.transaction():
            self._schema(table)
            self._drop(table)
            self.run(f"CREATE OR REPLACE VIEW {table} AS {select}")
            if fingerprint is None:
                return self._remember(table, key)
            count = self.rows(f"SELECT count(*) FROM {table}")[0][0]
            return self._note(table, key, fingerprint, count)

    def count(self, name: str, key: str, select: str, parameters: Mapping[str, Any]) -> int:
        """Rows that ``select`` finds, remembered under ``name`` for as long as its key is the same."""
        standing = self._standing().get(name)
        if standing is not None and standing.key == key:
            return standing.rows
        rows = self.rows(f"SELECT count(*) FROM ({select})", parameters)[0][0]
        self._keep(name, _Standing(key, "", rows, "{}"))
        return rows

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit what happens inside, or undo it all."""
        self.run("BEGIN")
        try:
            yield
        except BaseException:
            self.connection.rollback()
            self._known = None
            raise
        self.run("COMMIT")

    def fingerprint(self, table: str) -> tuple[str, int]:
        """Rows and an order-free sum of the engine's row hashes; comparable within one DuckDB version."""
        columns = self.columns(table)
        hashed = "hash(" + ", ".join(f'"{c}"' for c in columns) + ")" if columns else "0"
        count, total = self.rows(f"SELECT count(*), sum({hashed}::HUGEINT) FROM {table}")[0]
        schema = hashlib.sha256(repr(self.schema(table)).encode()).hexdigest()[:8]
        return f"{count}-{int(total or 0):x}-{schema}", count

    def schema(self, table: str) -> list[tuple[str, str]]:
        """Names and types of a table's columns, in order."""
        return [(r[0], r[1]) for r in self.rows(f"DESCRIBE {table}")]

    def columns(self, table: str) -> list[str]:
        """Names of a table's columns, in order."""
        return [name for name, _ in self.schema(table)]

    def exists(self, table: str) -> bool:
        """Whether a table or view stands in the warehouse."""
        schema, name = table.split(".")
        found = self.rows("SELECT 1 FROM information_schema.tables WHERE table_schema = ? AND table_name = ?",
                          [schema, name])  # fmt: skip
        return bool(found)

    def _schema(self, table: str) -> None:
        self.run(f"CREATE SCHEMA IF NOT EXISTS {table.split('.')[0]}")

    def _drop(self, table: str) -> None:
        """Drop what stands: a table is not replaced by a view, nor a view by a table."""
        if table not in self._standing():
            return
        schema, name = table.split(".")
        kinds = self.rows("SELECT table_type FROM information_schema.tables WHERE table_schema = ? AND table_name = ?",
                          [schema, name])  # fmt: skip
        for (kind,) in kinds:
            self.run(f"DROP {'VIEW' if kind == 'VIEW' else 'TABLE'} {table}")

    def _remember(self, table: str, key: str) -> Built:
        fingerprint, count = self.fingerprint(table)
        return self._note(table, key, fingerprint, count)

    def _note(self, table: str, key: str, fingerprint: str, count: int) -> Built:
        inputs = json.dumps(self._recipes.get(key, {}))
        self._keep(table, _Standing(key, fingerprint, count, inputs))
        return Built(table, count, fingerprint, computed=True)

    def _standing(self) -> dict[str, _Standing]:
        """What was noted of every table, read once: whoever holds the lock is the only writer."""
        if self._known is None:
            noted = self.rows("SELECT name, key, fingerprint, rows, inputs FROM main.standing")
            self._known = {name: _Standing(*rest) for name, *rest in noted}
        return self._known

    def _keep(self, name: str, standing: _Standing) -> None:
        self.run("INSERT OR REPLACE INTO main.standing VALUES (?, ?, ?, ?, ?)", [name, *standing])
        self._standing()[name] = standing


def quoted(text: str) -> str:
    """An SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def _kind(error: duckdb.Error) -> str:
    """The class of an engine error and, where it names code and not data, its first line."""
    names_code = isinstance(error, (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException))
    text = str(error).splitlines()[0] if names_code else "the engine's text is withheld, for it quotes cells"
    return f"{type(error).__name__}: {text}"


@contextlib.contextmanager
def open_warehouse(folder: Path, limits: Limits) -> Iterator[Warehouse]:
    """Open the warehouse in ``folder`` and hold its lock; waits while another process has it.

    A file that does not open is set aside as ``yiyuan.duckdb.broken`` and a new one begun.
    """
    folder.mkdir(parents=True, exist_ok=True)
    spill = folder / "spill"
    spill.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        connection = _connect(folder / "yiyuan.duckdb", limits, spill)
        try:
            yield Warehouse(connection)
        finally:
            connection.close()


def _connect(file: Path, limits: Limits, spill: Path) -> duckdb.DuckDBPyConnection:
    config: dict[str, Any] = _OFFLINE | {
        "memory_limit": limits.memory, "threads": str(limits.threads), "temp_directory": str(spill),
    }  # fmt: skip
    try:
        return duckdb.connect(str(file), config=config)
    except (
        duckdb.IOException,
        duckdb.FatalException,
        duckdb.InternalException,
        duckdb.SerializationException,
    ):
        file.replace(file.with_suffix(".duckdb.broken"))
        file.with_suffix(".duckdb.wal").unlink(missing_ok=True)
        return duckdb.connect(str(file), config=config)


@contextlib.contextmanager
def open_published(
    version: Path, limits: Limits, tables: Container[str] | None = None
) -> Iterator[Warehouse]:
    """An engine in memory with a view ``schema.table`` over every Parquet table of a published version, or over some."""
    connection = duckdb.connect(":memory:", config=dict(_OFFLINE | {"memory_limit": limits.memory,
                                                                    "threads": str(limits.threads)}))  # fmt: skip
    try:
        warehouse = Warehouse(connection)
        for path in sorted(version.glob("*.parquet")):
            table = path.name.removesuffix(".parquet")
            if tables is not None and table not in tables:
                continue
            warehouse.run(f"CREATE SCHEMA IF NOT EXISTS {table.split('.')[0]}")
            warehouse.run(f"CREATE VIEW {table} AS SELECT * FROM read_parquet({quoted(str(path))})")
        yield warehouse
    finally:
        connection.close()
