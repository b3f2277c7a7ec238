"""The SQL of standardising: its texts are made once a source, for all homes that declare the same."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sqlglot import exp

from catalog.compile import fields_of, force_select, keyed_select, staged_select
from catalog.load import Catalog
from sql.model import Function, inline, render


@dataclass(frozen=True, eq=False)
class StagingQueries:
    """What standardises each source of a catalog, as DuckDB text with its functions inlined."""

    catalog: Catalog
    functions: Mapping[str, Function]

    def text(self, tree: exp.Query) -> str:
        """A tree as text."""
        return render(inline(tree, self.functions))

    @cache  # noqa: B019 - lives as long as the catalog
    def standard(self, dataset: str) -> str:
        """Delivered rows in catalog elements."""
        return self.text(staged_select(self.catalog.sources[dataset]))

    @cache  # noqa: B019
    def keyed(self, dataset: str) -> str:
        """Standard rows with their business key and scope."""
        return self.text(keyed_select(self.catalog.sources[dataset]))

    @cache  # noqa: B019
    def force(self, dataset: str) -> str:
        """Which records are not in force, and since when."""
        return self.text(force_select(self.catalog.sources[dataset]))

    @cache  # noqa: B019
    def version(self, dataset: str) -> str:
        """A digest that changes when the declaration, a function or a code list of the dataset does."""
        source = self.catalog.sources[dataset]
        lists = {c.codes: self.catalog.codes[c.codes] for c in fields_of(source) if c.codes}
        parts = (self.standard(dataset), self.keyed(dataset), lists, self.catalog.divisions, source.columns)
        return hashlib.sha256(repr(parts).encode()).hexdigest()
