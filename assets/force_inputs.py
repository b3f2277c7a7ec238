"""What decides, beside the staged rows themselves, which of them are in force: equal keys, compatible names, lists that
are not whole, and keys that may stand in a line nobody can use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pyarrow as pa
from sqlglot import exp

from assets.acceptance import Delivered, places_named
from assets.file_facts import FactsReader
from assets.identity.clusters import UnionFind
from assets.identity.names import name_groups
from catalog.compile import has_alternatives, held_select, keyed_name
from catalog.load import Catalog
from catalog.models import Mode, Source
from sql.warehouse import Warehouse, quoted

_KEYS = pa.schema([("own_key", pa.string()), ("business_key", pa.string())])
_NAMES = pa.schema([("business_key", pa.string()), ("name", pa.string())])
_INCOMPLETE = pa.schema([("batch_key", pa.string()), ("scope_value", pa.string())])
_LINES = pa.schema([("batch_key", pa.string()), ("tokens", pa.list_(pa.string()))])
_HELD = pa.schema([("batch_key", pa.string()), ("business_key", pa.string())])
_BETWEEN_CELLS = r"""[\s,;|"'\[\]{}:：，、\\]+"""


@dataclass(frozen=True)
class ForceInputs:
    """The relations that ``force_select`` reads, made from the staged rows of one dataset and its delivered files."""

    warehouse: Warehouse
    catalog: Catalog
    dataset: str
    files: list[Delivered]
    facts: FactsReader
    text: Callable[[exp.Query], str]
    """Renders a tree with its functions inlined."""

    @property
    def source(self) -> Source:
        """The declaration of the dataset."""
        return self.catalog.sources[self.dataset]

    @contextmanager
    def offered(self, rows: str) -> Iterator[None]:
        """Offer ``staged_rows`` and the relations beside it; ``rows`` is the FROM clause of everything staged."""
        with ExitStack() as stack:
            stack.enter_context(self._staged_rows(rows))
            stack.enter_context(self.warehouse.offered("name_groups", self._name_groups()))
            if self.source.mode is Mode.full:
                stack.enter_context(self.warehouse.offered("incomplete", self._incomplete()))
                stack.enter_context(self.warehouse.offered("held", self._held(rows)))
            yield

    @contextmanager
    def _staged_rows(self, rows: str) -> Iterator[None]:
        """The usable rows, each under the key of all records it is one with."""
        usable = f"{rows} WHERE quarantine_reason IS NULL"
        if not has_alternatives(self.source):
            self.warehouse.run(f"CREATE OR REPLACE TEMP VIEW staged_rows AS SELECT * {usable}")
            yield
        else:
            pairs = self.warehouse.rows(
                f"SELECT DISTINCT alternative_keys {usable} AND list_count(alternative_keys) > 1"
            )
            with self.warehouse.offered("key_groups", key_groups(keys for (keys,) in pairs)):
                self.warehouse.run(
                    "CREATE OR REPLACE TEMP VIEW staged_rows AS SELECT r.* REPLACE (coalesce(k.business_key, "
                    f"r.business_key) AS business_key), r.business_key AS own_key FROM (SELECT * {usable}) AS r "
                    "LEFT JOIN key_groups AS k ON k.own_key = r.business_key"
                )
                yield
        self.warehouse.run("DROP VIEW staged_rows")

    def _name_groups(self) -> pa.Table:
        """Names under one key that can not be one person's, in groups (重号 is real)."""
        name = keyed_name(self.source)
        if name is None:
            return name_groups(_NAMES.empty_table())
        return name_groups(self.warehouse.arrow(
            f"SELECT business_key, {name} AS name FROM staged_rows WHERE business_key IN (SELECT business_key "
            f"FROM staged_rows GROUP BY business_key HAVING min({name}) <> max({name})) AND {name} IS NOT NULL "
            "GROUP BY ALL ORDER BY ALL"
        ))  # fmt: skip

    def _incomplete(self) -> pa.Table:
        """Batches and scopes that a refused file touches; a null scope is every scope of the batch."""
        refused = [f for f in self.files if f.refused is not None]
        scopes = (
            [s for (s,) in self.warehouse.rows("SELECT DISTINCT scope_value FROM staged_rows")]
            if refused
            else []
        )
        touched = {(f.batch.key, scope) for f in refused for scope in self._touched(f, scopes)}
        ordered = sorted(touched, key=lambda t: (t[0], t[1] or ""))
        return pa.Table.from_pylist([{"batch_key": b, "scope_value": s} for b, s in ordered], _INCOMPLETE)

    def _touched(self, file: Delivered, scopes: Iterable[str]) -> Iterable[str | None]:
        """The scopes of a refused file: what it says, else what its name says, else all."""
        if self.source.scope is None:
            return (None,)
        if self.source.scope == "division":
            told = {p.division for p in file.parts}
            return (
                told if told and None not in told else places_named(self.catalog, file.file.file) or (None,)
            )
        read = file.parts and all(self.source.scope in p.headers.fields for p in file.parts)
        if read:
            return self.facts.read(self.source, file).scopes or (None,)
        name = re.sub(r"\s+", "", file.file.file)
        return [s for s in scopes if re.sub(r"\s+", "", s) in name] or (None,)

    def _held(self, rows: str) -> pa.Table:
        """Keys that a quarantined line of a batch may hold: of test data, and of broken lines by what they contain."""
        tests = self.warehouse.arrow(
            f"SELECT DISTINCT batch_key, business_key {rows} WHERE quarantine_reason IS NOT NULL ORDER BY ALL"
        ).cast(_HELD)
        lines = self._unusable_lines()
        if not len(lines):
            return tests
        with self.warehouse.offered("unusable_lines", lines):
            return pa.concat_tables(
                [tests, self.warehouse.arrow(self.text(held_select(self.source))).cast(_HELD)]
            )

    def _unusable_lines(self) -> pa.Table:
        """The broken lines of accepted files as the words between their delimiters."""
        broken = [f for f in self.files if f.refused is None and f.file.broken]
        selects = [
            f"SELECT {quoted(f.batch.key)} AS batch_key, regexp_split_to_array(upper(raw), {quoted(_BETWEEN_CELLS)}) AS tokens "
            f"FROM read_parquet({quoted(str(self.facts.bronze.lines(f.file.sha256)))}) WHERE kind = 'broken'"
            for f in broken
        ]  # fmt: skip
        return self.warehouse.arrow(" UNION ALL ".join(selects)) if selects else _LINES.empty_table()


def key_groups(pairs: Iterable[Iterable[str | None]]) -> pa.Table:
    """Keys that stand together in some row speak of one record: each with the smallest key of its group."""
    together = [[k for k in keys if k is not None] for keys in pairs]
    keys = sorted({k for group in together for k in group})
    place = {key: i for i, key in enumerate(keys)}
    union = UnionFind(len(keys))
    for first, *others in together:
        for other in others:
            union.join(place[first], place[other])
    groups = [{"own_key": key, "business_key": keys[union.find(i)]} for i, key in enumerate(keys)]
    return pa.Table.from_pylist(groups, _KEYS)
