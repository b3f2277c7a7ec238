"""What an asset needs to know of its county: declarations, SQL, folders and limits, put together once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from assets.home import Home
from assets.landing.bronze import Bronze, Manifest
from assets.staging import Stage
from assets.staging_queries import StagingQueries
from catalog.load import Catalog
from sql.model import Model, TableMatter
from sql.warehouse import Built, Limits, Warehouse

MEMORY = "memory"
"""Schema of what the last published version remembers. It takes no part in keys: publication moves memory only to
what stands in the warehouse, so a standing table is never older than the memory it was made from."""


@dataclass(frozen=True)
class County:
    """One county: its home, its catalog and the tables the catalog and the SQL files define."""

    home: Home
    queries: StagingQueries
    models: Mapping[str, Model]
    limits: Limits = field(default_factory=Limits)
    workers: int = 2
    today: date | None = None
    """The day a run takes for today; None: the newest batch day, never the clock."""
    retrain: bool = False
    """Whether this run estimates the linkage model anew."""
    progress: Callable[[Built], None] | None = None
    """Told of every table when it stands; the command line shows it."""

    @property
    def catalog(self) -> Catalog:
        """The declarations."""
        return self.queries.catalog

    @property
    def bronze(self) -> Bronze:
        """What was read of the deliveries."""
        return Bronze(self.home.bronze)

    @cached_property
    def stage(self) -> Stage:
        """The standardising of this county."""
        return Stage(self.queries, self.bronze, self.home.staged)

    def day(self, manifest: Manifest) -> date:
        """Today for a run: declared, else the newest day of an accepted batch."""
        days = [date.fromisoformat(b.day) for b in manifest.batches if b.refused is None]
        return self.today or max(days, default=date(1970, 1, 1))

    def parameters(self, model: Model) -> dict[str, Any]:
        """The run's parameters that a model uses."""
        known: dict[str, Any] = {"today": self.day(self.bronze.manifest()), "version": self.next_version()}
        return {name: known[name] for name in model.parameters}

    def next_version(self) -> int:
        """The number the next published version will have."""
        numbers = [int(p.name) for p in (self.home.published / "versions").glob("*") if p.name.isdigit()]
        return max(numbers, default=0) + 1

    def key(self, warehouse: Warehouse, model: Model) -> str:
        """What a model's table is a function of. The next version's number is a label, not an input."""
        parameters = {k: v for k, v in self.parameters(model).items() if k != "version"}
        inputs = tuple(t for t in model.depends_on if not t.startswith(f"{MEMORY}."))
        return warehouse.key(model.sql(), parameters, inputs)

    def found(self, warehouse: Warehouse, check: Model) -> int:
        """Rows that a check finds; they are counted once for the check and for the audit before publication."""
        parameters = self.parameters(check)
        key = warehouse.key(check.sql(), parameters, tuple(check.depends_on))
        return warehouse.count(check.name, key, check.sql(), parameters)

    def build(self, warehouse: Warehouse, name: str) -> Built:
        """Make the table of a model, or find that it stands."""
        model = self.models[name]
        key = self.key(warehouse, model)
        if standing := warehouse.current(name, key):
            return standing
        if isinstance(model.matter, TableMatter) and model.matter.view:
            # versions are compared by what they hold: a key tells the order of arrival as well
            return warehouse.view(name, key, model.sql(), None if model.matter.published else key)
        return warehouse.build(name, key, model.sql(), self.parameters(model))


def code_version(*files: Path) -> str:
    """A digest of program files, for tables that Python computes."""
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
