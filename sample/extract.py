"""What a department knows, one row a record: columns as text, who is meant in each row, what was planted."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sample import columns

PERSON, ENTERPRISE, HOUSE, EVENT, HOUSEHOLD = "person", "enterprise", "house", "event", "household"
ADDED, CHANGED, REMOVED = 0, 1, 2
OPERATIONS = ("新增", "修改", "删除")


@dataclass(frozen=True)
class Role:
    """Who plays one role in each row; -1 where nobody does."""

    name: str
    entity: str
    ids: NDArray[np.int64]
    ordinal: int = 1


@dataclass(frozen=True)
class Defects:
    """Planted defects of one code in one column (None: in the row), with what stood there before."""

    code: str
    column: str | None
    rows: NDArray[np.int64]
    original: pa.Array


@dataclass(frozen=True)
class Leads:
    """Business anomalies that were planted: entities that a rule should find."""

    rule: str
    entity: str
    ids: NDArray[np.int64]


@dataclass(frozen=True)
class Page:
    """One sheet of a file, or the file where the format has no sheets; `heading` stands above a table."""

    file: str
    sheet: str | None = None
    heading: str | None = None


@dataclass
class Extract:
    """Rows of one dataset; `keys` are stable record numbers, `page` is the file and sheet of a row."""

    dataset: str
    keys: NDArray[np.int64]
    columns: dict[str, pa.Array]
    roles: list[Role]
    pages: tuple[Page, ...]
    page: NDArray[np.int64]
    defects: list[Defects] = field(default_factory=list)
    leads: list[Leads] = field(default_factory=list)
    numeric: dict[str, NDArray[np.bool_]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.keys)

    def plant(
        self, code: str, column: str | None, where: NDArray[np.bool_], original: pa.Array | None = None
    ) -> None:
        """Label rows that a department's view already spoils; `original` runs parallel to all rows."""
        rows = np.flatnonzero(where)
        kept = columns.nulls(len(rows)) if original is None else original.take(pa.array(rows))
        if len(rows):
            self.defects.append(Defects(code, column, rows, kept))

    def lead(self, rule: str, entity: str, ids: NDArray[np.int64]) -> None:
        """Declare a planted business anomaly."""
        if len(ids):
            self.leads.append(Leads(rule, entity, np.unique(ids)))

    def spoilt(self, column: str | None) -> NDArray[np.bool_]:
        """Where a column already has a labelled defect."""
        where = np.zeros(len(self), bool)
        for defects in self.defects:
            if defects.column == column:
                where[defects.rows] = True
        return where


def _follow(old: NDArray, taken: NDArray) -> tuple[NDArray, NDArray]:
    """Where old rows went: pairs of (place in `old`, new row), several where one was taken twice."""
    order = np.argsort(taken, kind="stable")
    ordered = taken[order]
    left = np.searchsorted(ordered, old, side="left")
    counts = np.searchsorted(ordered, old, side="right") - left
    source = np.repeat(np.arange(len(old)), counts)
    within = np.arange(len(source)) - np.repeat(np.cumsum(counts) - counts, counts)
    return source, order[np.repeat(left, counts) + within]


def take(extract: Extract, rows: NDArray[np.int64]) -> Extract:
    """The rows at these positions, in this order, with roles and labels; leads stay with the original."""
    index = pa.array(rows, pa.int64())
    defects = []
    for labelled in extract.defects:
        source, new = _follow(labelled.rows, rows)
        if len(new):
            defects.append(
                Defects(labelled.code, labelled.column, new, labelled.original.take(pa.array(source)))
            )
    return Extract(
        extract.dataset,
        extract.keys[rows],
        {header: column.take(index) for header, column in extract.columns.items()},
        [Role(role.name, role.entity, role.ids[rows], role.ordinal) for role in extract.roles],
        extract.pages,
        extract.page[rows],
        defects,
        [],
        {header: mask[rows] for header, mask in extract.numeric.items()},
    )


def stack(parts: Sequence[Extract]) -> Extract:
    """The rows of several extracts of one dataset and one set of pages, one below the other."""
    first, starts = parts[0], np.cumsum([0] + [len(part) for part in parts])
    defects = [
        Defects(d.code, d.column, d.rows + start, d.original)
        for part, start in zip(parts, starts, strict=False)
        for d in part.defects
    ]
    numeric = {
        header: np.concatenate([part.numeric.get(header, np.zeros(len(part), bool)) for part in parts])
        for header in sorted({header for part in parts for header in part.numeric})
    }
    return Extract(
        first.dataset,
        np.concatenate([part.keys for part in parts]),
        {header: pa.concat_arrays([part.columns[header] for part in parts]) for header in first.columns},
        [
            Role(
                role.name,
                role.entity,
                np.concatenate([part.roles[place].ids for part in parts]),
                role.ordinal,
            )
            for place, role in enumerate(first.roles)
        ],
        first.pages,
        np.concatenate([part.page for part in parts]),
        defects,
        [lead for part in parts for lead in part.leads],
        numeric,
    )


def changes(before: Extract, after: Extract, key: Sequence[str]) -> tuple[Extract, NDArray[np.int64]]:
    """What a delta delivers between two states: rows and their operation.

    A record whose written key changed is deleted under the old key and added under the new one.
    """
    order = np.argsort(before.keys, kind="stable")
    place = np.searchsorted(before.keys[order], after.keys)
    place = order[np.minimum(place, len(order) - 1)]
    known = before.keys[place] == after.keys
    old, new = place[known], np.flatnonzero(known)
    changed, moved = np.zeros(len(new), bool), np.zeros(len(new), bool)
    for header, column in after.columns.items():
        differs = columns.differ(before.columns[header].take(pa.array(old)), column.take(pa.array(new)))
        changed |= differs
        if header in key:
            moved |= differs
    gone = np.setdiff1d(np.arange(len(before)), old, assume_unique=True)
    removed = take(before, np.concatenate([gone, old[moved]]))
    rows = np.concatenate([new[changed & ~moved], new[moved], np.flatnonzero(~known)])
    kept = take(after, rows)
    kept.leads = after.leads
    operation = np.full(len(rows), ADDED)
    operation[: int((changed & ~moved).sum())] = CHANGED
    return stack([removed, kept]), np.concatenate([np.full(len(removed), REMOVED), operation])
