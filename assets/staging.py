"""Standardising: each accepted batch once into an immutable Parquet; which records are in force is a narrow table beside.

``staged.<dataset>`` is a view over both: the wide rows are written once and never copied.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from assets.acceptance import Delivered, StagedPart, delivered_files
from assets.file_facts import FactsReader
from assets.force_inputs import ForceInputs
from assets.guards import guarded
from assets.landing.bronze import ROWS_A_PART, BatchRecord, Bronze
from assets.staging_queries import StagingQueries
from catalog.compile import fields_of, has_alternatives, sql_type
from catalog.load import Catalog
from catalog.models import Source, ValueType
from sql.warehouse import Built, Warehouse, quoted

Headers = tuple[tuple[str, str], ...]
"""Field -> delivered header, in the order of fields."""


@dataclass(frozen=True)
class Group:
    """The accepted tables of one batch; they are standardised together."""

    batch: BatchRecord
    parts: list[tuple[Delivered, StagedPart]]

    def by_headers(self) -> dict[Headers, list[tuple[int, str]]]:
        """Header mapping -> number and content hash of the parts that have it."""
        found: dict[Headers, list[tuple[int, str]]] = {}
        for file, part in self.parts:
            headers = tuple(sorted(part.headers.fields.items()))
            found.setdefault(headers, []).append((part.part.number, file.file.sha256))
        return found


@dataclass(frozen=True, eq=False)
class Stage:
    """What standardising needs: its SQL, the bronze files and where staged files lie."""

    queries: StagingQueries
    bronze: Bronze
    folder: Path
    _accepted: dict[tuple, list[Delivered]] = field(default_factory=dict, init=False)
    """Files of a dataset in one state of bronze: every table about deliveries asks for them."""

    @property
    def catalog(self) -> Catalog:
        """The catalog whose sources are standardised."""
        return self.queries.catalog

    def files(self, warehouse: Warehouse, dataset: str) -> list[Delivered]:
        """The files of a dataset, held against the guards."""
        key = (dataset, self.bronze.state())
        if key not in self._accepted:
            found = delivered_files(self.catalog, self.bronze.manifest(), dataset)
            facts = FactsReader(warehouse, self.bronze, self.folder)
            self._accepted[key] = guarded(self.catalog, dataset, found, facts.read)
        return self._accepted[key]

    def stage(self, warehouse: Warehouse, dataset: str) -> tuple[Built, int]:
        """Make ``staged.<dataset>``; returns it and how many files had to be standardised."""
        files = self.files(warehouse, dataset)
        accepted = [f for f in files if f.refused is None]
        paths, fresh = [], 0
        for group in _groups(accepted):
            path = self._path(dataset, group)
            if not path.is_file():
                self._standardise(warehouse, dataset, group, path)
                fresh += 1
            paths.append(path)
        return self._in_force(warehouse, dataset, files, paths), fresh

    def _path(self, dataset: str, group: Group) -> Path:
        """Named by contents, addresses, declaration, functions and code lists."""
        digest = hashlib.sha256(self.queries.version(dataset).encode())
        for file, part in group.parts:
            address = (file.file.sha256, part.part.number, part.index, part.division, part.headers.fields)
            digest.update(repr(address).encode())
        return self.folder / f"{dataset}-{group.batch.batch}-{digest.hexdigest()[:32]}.parquet"

    def _standardise(self, warehouse: Warehouse, dataset: str, group: Group, path: Path) -> None:
        """Write the staged Parquet of a batch: address, values, business key and scope of each row."""
        day = f"DATE {quoted(group.batch.day)}"
        with warehouse.offered("numbers", self._numbers(group)):
            delivered = " UNION ALL ".join(
                self._delivered(dataset, headers, numbers, day)
                for headers, numbers in group.by_headers().items()
            )
            warehouse.run(f"CREATE OR REPLACE TEMP VIEW delivered AS {delivered}")
            draft = path.with_suffix(".new")
            warehouse.run(
                f"COPY (WITH standard AS (SELECT {quoted(group.batch.batch)} AS batch, "
                f"{quoted(group.batch.key)} AS batch_key, {day} AS batch_day, n.file, n.sheet, "
                f"CAST(s.record_id % {ROWS_A_PART} AS BIGINT) AS row_number, s.*, n.part_division "
                f"FROM ({self.queries.standard(dataset)}) AS s JOIN numbers AS n ON n.part = s.record_id // {ROWS_A_PART}) "
                f"{self.queries.keyed(dataset)}) TO {quoted(str(draft))} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
            )
            warehouse.run("DROP VIEW delivered")
        draft.replace(path)

    def _delivered(self, dataset: str, headers: Headers, parts: list[tuple[int, str]], day: str) -> str:
        """Rows of the parts that share one header mapping, a column a field, null where it was not delivered."""
        given = dict(headers)
        fields = ", ".join(
            f"{_identifier(given[c.field]) if c.field in given else 'NULL::VARCHAR'} AS {c.field}"
            for c in fields_of(self.catalog.sources[dataset])
        )
        listed = ", ".join(str(number) for number, _ in parts)
        files = ", ".join(sorted({quoted(str(self.bronze.rows(digest))) for _, digest in parts}))
        return (
            f"SELECT n.part * {ROWS_A_PART} + d._row_number AS record_id, n.part_division, {day} AS batch_day, {fields} "
            f"FROM read_parquet([{files}], union_by_name = true, filename = true) AS d "
            f"JOIN numbers AS n ON n._part = d._part AND n.bronze = d.filename WHERE n.part IN ({listed})"
        )

    def _numbers(self, group: Group) -> pa.Table:
        """Number, place and address of each part of a batch."""
        columns = {
            "part": pa.array([p.part.number for _, p in group.parts], pa.int64()),
            "_part": pa.array([p.index for _, p in group.parts], pa.int32()),
            "bronze": pa.array([str(self.bronze.rows(f.file.sha256)) for f, _ in group.parts], pa.string()),
            "file": pa.array([f.file.file for f, _ in group.parts], pa.string()),
            "sheet": pa.array([p.part.sheet for _, p in group.parts], pa.string()),
            "part_division": pa.array([p.division for _, p in group.parts], pa.string()),
        }
        return pa.table(columns)

    def key(self, warehouse: Warehouse, dataset: str) -> str:
        """What ``staged.<dataset>`` is a function of: its accepted files, and which batches are incomplete."""
        files = self.files(warehouse, dataset)
        paths = [self._path(dataset, g).name for g in _groups([f for f in files if f.refused is None])]
        refused = sorted((f.batch.key, f.file.file, f.file.sha256) for f in files if f.refused is not None)
        source = self.catalog.sources[dataset]
        # the columns of a table without files are part of what it is
        code = self.queries.force(dataset) + _view(source, dataset, f"FROM ({_empty(source)})")
        return warehouse.key(code, {"files": paths, "refused": refused}, ())

    def _in_force(
        self, warehouse: Warehouse, dataset: str, files: list[Delivered], paths: list[Path]
    ) -> Built:
        """Say which records are not in force, and show all of them as one view."""
        source, table = self.catalog.sources[dataset], f"staged.{dataset}"
        key = self.key(warehouse, dataset)
        if standing := warehouse.current(table, key):
            return standing
        listed = ", ".join(quoted(str(p)) for p in paths)
        rows = f"FROM read_parquet([{listed}], union_by_name = true)" if paths else f"FROM ({_empty(source)})"
        facts = FactsReader(warehouse, self.bronze, self.folder)
        inputs = ForceInputs(warehouse, self.catalog, dataset, files, facts, self.queries.text)
        with inputs.offered(rows):
            gone = warehouse.build(f"superseded.{dataset}", key, self.queries.force(dataset))
        return warehouse.view(table, key, _view(source, dataset, rows), f"{key}-{gone.fingerprint}")

    def quarantined(self, warehouse: Warehouse, dataset: str) -> pa.Table:
        """Record ids of staged rows that nobody can use, with their reason."""
        accepted = [f for f in self.files(warehouse, dataset) if f.refused is None]
        paths = [self._path(dataset, group) for group in _groups(accepted)]
        if not paths:
            return pa.table({"record_id": pa.array([], pa.int64()), "reason": pa.array([], pa.string())})
        listed = ", ".join(quoted(str(p)) for p in paths)
        return warehouse.arrow(
            f"SELECT record_id, quarantine_reason AS reason FROM read_parquet([{listed}], union_by_name = true) "
            "WHERE quarantine_reason IS NOT NULL ORDER BY record_id"
        )


def _groups(accepted: list[Delivered]) -> list[Group]:
    """The accepted tables batch by batch."""
    groups: dict[str, Group] = {}
    for file in accepted:
        group = groups.setdefault(file.batch.key, Group(file.batch, []))
        group.parts.extend((file, part) for part in file.parts)
    return [group for group in groups.values() if group.parts]


def _view(source: Source, dataset: str, rows: str) -> str:
    """The staged rows with what the narrow table says of some of them."""
    inner, key = "quarantine_reason, scope_value", ""
    if has_alternatives(source):
        inner, key = (
            f"{inner}, alternative_keys",
            " REPLACE (coalesce(g.business_key, r.business_key) AS business_key)",
        )
    return (
        f"SELECT r.* EXCLUDE ({inner}){key}, coalesce(g.superseded, false) AS superseded, g.ended_on, "
        "g.gone_on, g.replaced_by, g.key_issue "
        f"FROM (SELECT * {rows} WHERE quarantine_reason IS NULL) AS r "
        f"LEFT JOIN superseded.{dataset} AS g ON g.record_id = r.record_id"
    )


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _empty(source: Source) -> str:
    """A SELECT without rows and with the staged columns, for a dataset nobody delivered yet."""
    columns = ["''::VARCHAR AS batch", "''::VARCHAR AS batch_key", "DATE '2000-01-01' AS batch_day",
               "''::VARCHAR AS file", "''::VARCHAR AS sheet", "0::BIGINT AS row_number", "0::BIGINT AS record_id"]  # fmt: skip
    for column in fields_of(source):
        columns += [f"NULL::{sql_type(column)} AS {column.field}", f"NULL::VARCHAR AS {column.field}_issue",
                    f"NULL::VARCHAR AS {column.field}_text"]  # fmt: skip
        if column.type in (ValueType.date, ValueType.time):
            columns.append(f"NULL::VARCHAR AS {column.field}_precision")
    columns += ["NULL::VARCHAR AS record_division", "NULL::VARCHAR AS quarantine_reason", "0::BIGINT AS content",
                "NULL::VARCHAR AS part_division", "''::VARCHAR AS business_key", "''::VARCHAR AS scope_value"]  # fmt: skip
    columns += ["NULL::VARCHAR[] AS alternative_keys"] if has_alternatives(source) else []
    return f"SELECT {', '.join(columns)} WHERE false"
