"""Subjects that no number decides: clusters among themselves, so that nobody is lost and nobody is counted twice."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from assets.identity.clusters import components

HUB = 50
"""A key that more profiles share is no evidence."""


def residual_clusters(profiles: pa.Table) -> pa.Table:
    """(profile_id, anchor_id): profiles that share a strong key get the number of the smallest of them.

    ``profiles`` are rows of identity.person_open that are subjects and were not linked.
    """
    ids = profiles["profile_id"].to_numpy()
    order = np.argsort(ids, kind="stable")
    rank = np.empty(len(ids), dtype=np.int64)
    rank[order] = np.arange(len(ids))
    rows = profiles.to_pylist()
    left, right = [], []
    for members in _groups(rows):
        first = min(rank[m] for m in members)
        left += [first] * len(members)
        right += [rank[m] for m in members]
    cluster = components(len(ids), np.array(left, dtype=np.int64), np.array(right, dtype=np.int64))
    numbers = ids[order][cluster[rank]] if len(ids) else ids
    return pa.table({"profile_id": pa.array(ids, pa.int64()), "anchor_id": pa.array(numbers, pa.int64())})


def _groups(rows: list[dict]) -> Iterator[list[int]]:
    """Indices of the rows that share a key, for each key that is not a hub."""
    found: dict[tuple, list[int]] = {}
    for i, row in enumerate(rows):
        for key in _keys(row):
            found.setdefault(key, []).append(i)
    yield from (members for members in found.values() if 1 < len(members) <= HUB)


def _keys(row: dict) -> Iterator[tuple]:
    """Keys that two records of one person share and two persons hardly ever do."""
    name, birth = row["match_name"], row["birth_date"]
    named = name is not None and not row["lost"]
    if row["number"]:
        yield "number", row["number"]
    if named and birth and len(birth) == 10:
        yield "name+birth", name, birth, row["sex"]
    if named and row["id_text"] and len(row["id_text"]) >= 15:
        yield "name+id", name, row["id_text"]
    if named and row["kin"]:
        yield "name+kin", name, row["kin"]
    if birth and len(birth) == 10 and row["kin"]:
        yield "birth+kin", birth, row["sex"], row["kin"]
