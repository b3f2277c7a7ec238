"""Whose is a number: the names seen beside one id number, told apart into persons and strangers."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from assets.identity.clusters import UnionFind
from assets.identity.names import NameRules

AUTHORITY = 97
"""Ranks below this come from the authority list of the id number, so such a name is a person of its own."""
STRANGER = 0
"""Holder of a name that is beside somebody else's number (T3): the number is not evidence for it."""


def number_holders(seen: pa.Table, rules: NameRules) -> pa.Table:
    """(id_number, match_name) -> holder and how the name agrees with that holder's.

    ``seen`` has a row for each number and name with ``former_name``, ``rank``, ``datasets``, ``mentions``. Holder 1 is
    the best attested person, 2 and on are others that an authority knows under the same number (重号).
    """
    several = pc.field("names") > 1
    counts = seen.group_by("id_number").aggregate([("match_name", "count")])
    counted = seen.join(counts.rename_columns(["id_number", "names"]), "id_number")
    alone = counted.filter(~several)
    rows = [row for number in _by_number(counted.filter(several)) for row in _holders(number, rules)]
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    decided = pa.table(
        {
            "id_number": pa.array(columns[0], pa.string()),
            "match_name": pa.array(columns[1], pa.string()),
            "holder": pa.array(columns[2], pa.int32()),
            "kind": pa.array(columns[3], pa.string()),
        }
    )
    single = pa.table(
        {
            "id_number": alone["id_number"],
            "match_name": alone["match_name"],
            "holder": pa.array([1] * len(alone), pa.int32()),
            "kind": pa.array(["equal"] * len(alone), pa.string()),
        }
    )
    return pa.concat_tables([single, decided])


def _by_number(seen: pa.Table) -> Iterator[list[dict]]:
    groups: dict[str, list[dict]] = {}
    for row in seen.sort_by([("id_number", "ascending"), ("match_name", "ascending")]).to_pylist():
        groups.setdefault(row["id_number"], []).append(row)
    yield from groups.values()


def _holders(seen: list[dict], rules: NameRules) -> Iterator[tuple[str, str, int, str]]:
    """The names of one number, each with its holder."""
    union = UnionFind(len(seen))
    for i, one in enumerate(seen):
        for j in range(i):
            if _one_person(one, seen[j], rules):
                union.join(i, j)
    groups: dict[int, list[dict]] = {}
    for i, row in enumerate(seen):
        groups.setdefault(union.find(i), []).append(row)
    for place, group in enumerate(sorted(groups.values(), key=_standing)):
        known = any(row["rank"] < AUTHORITY for row in group)
        best = min(group, key=lambda row: _standing([row]))
        for row in group:
            holder = place + 1 if place == 0 or known else STRANGER
            kind = rules.compatible(row["match_name"], best["match_name"]) or "former"
            yield row["id_number"], row["match_name"], holder, kind


def _standing(group: list[dict]) -> tuple:
    """Sorts groups of names: authority first, then how many sources and mentions attest them, then the name."""
    return (
        min(row["rank"] for row in group),
        -max(row["datasets"] for row in group),
        -sum(row["mentions"] for row in group),
        min(row["match_name"] for row in group),
    )


def _one_person(one: dict, other: dict, rules: NameRules) -> bool:
    return (
        rules.compatible(one["match_name"], other["match_name"]) is not None
        or one["former_name"] == other["match_name"]
        or other["former_name"] == one["match_name"]
    )
