"""The linkage model (Fellegi and Sunter, 1969): how often each outcome of a comparison is seen, and what it weighs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from catalog.models import Comparison

Floats = NDArray[np.float64]
PRIOR = "prior"
"""The comparison of a model's table that holds what is not compared: ``anchored`` and ``persons``."""
UNKNOWN = -1
"""Code of a comparison of which a side says nothing."""


@dataclass(frozen=True)
class Model:
    """Estimated m and u of every level, how many persons there are, and how many mentions belong to one of them."""

    version: int
    persons: int
    anchored: float
    """Share of open profiles that belong to a person known by number."""
    m: Mapping[str, Mapping[str, float]]
    u: Mapping[str, Mapping[str, float | None]]
    """By comparison and level; None: by the number of persons who have the value."""

    def bits(self, comparison: str) -> Floats:
        """Match weights (log2 of m/u) by level; where the value's bearers decide, the part they do not decide."""
        return np.array([
            np.log2(m * self.persons) if self.u[comparison][level] is None
            else np.log2(m / (self.u[comparison][level] or 1.0))
            for level, m in self.m[comparison].items()
        ])  # fmt: skip

    def by_bearers(self, comparison: str) -> NDArray[np.bool_]:
        """Of which levels the number of bearers decides."""
        return np.array([u is None for u in self.u[comparison].values()])

    def prior(self) -> float:
        """The weight of one person taken by chance, in bits."""
        return float(np.log2(self.anchored / ((1 - self.anchored) * max(self.persons, 1))))

    def table(self) -> pa.Table:
        """One row a level: model_version, comparison, level, m, u, and the two rows of the prior."""
        rows = [
            (c, level, m, self.u[c][level]) for c, levels in self.m.items() for level, m in levels.items()
        ]
        rows += [(PRIOR, "anchored", self.anchored, None), (PRIOR, "persons", float(self.persons), None)]
        columns = list(zip(*rows, strict=True))
        return pa.table({
            "model_version": pa.array([self.version] * len(rows), pa.int32()),
            "comparison": pa.array(columns[0], pa.string()),
            "level": pa.array(columns[1], pa.string()),
            "m": pa.array(columns[2], pa.float64()),
            "u": pa.array(columns[3], pa.float64()),
        })  # fmt: skip


def declared_model(comparisons: Mapping[str, Comparison], persons: int, version: int = 1) -> Model:
    """The model as the catalog declares it, before anything was estimated."""
    return Model(
        version=version, persons=max(persons, 2), anchored=0.5,
        m={name: {x.level: x.m for x in c.levels} for name, c in comparisons.items()},
        u={name: {x.level: x.u for x in c.levels} for name, c in comparisons.items()},
    )  # fmt: skip


def model_of(table: pa.Table, comparisons: Mapping[str, Comparison]) -> Model | None:
    """The model that a table remembers, or None when it was made for other comparisons than those declared."""
    rows = table.to_pylist()
    prior = {r["level"]: r["m"] for r in rows if r["comparison"] == PRIOR}
    found = {(r["comparison"], r["level"]): r for r in rows if r["comparison"] != PRIOR}
    wanted = {(name, x.level) for name, c in comparisons.items() for x in c.levels}
    if not rows or found.keys() != wanted:
        return None
    start = declared_model(comparisons, int(prior["persons"]), rows[0]["model_version"])
    return Model(
        version=start.version, persons=start.persons, anchored=prior["anchored"],
        m={c: {level: found[c, level]["m"] for level in levels} for c, levels in start.m.items()},
        u={c: {level: found[c, level]["u"] for level in levels} for c, levels in start.u.items()},
    )  # fmt: skip


def codes(pairs: pa.Table, comparison: str, levels: Mapping[str, float]) -> NDArray[np.int8]:
    """The place of each pair's outcome in the order of the declared levels, UNKNOWN where there is none."""
    column = pairs[comparison].combine_chunks().dictionary_encode()
    places = {level: i for i, level in enumerate(levels)}
    lookup = np.array([*(places[v] for v in column.dictionary.to_pylist()), UNKNOWN], dtype=np.int8)
    indices = column.indices.fill_null(len(lookup) - 1).to_numpy(zero_copy_only=False)
    return lookup[indices.astype(np.int64)]
