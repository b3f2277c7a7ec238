"""Clusters over integer arrays: strongest evidence first, and never across a conflict."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


class UnionFind:
    """Disjoint sets over 0..n-1; the representative of a set is its smallest member."""

    def __init__(self, size: int) -> None:
        self.parent = list(range(size))

    def find(self, member: int) -> int:
        """The smallest member of a member's set."""
        root = member
        while self.parent[root] != root:
            root = self.parent[root]
        while self.parent[member] != root:
            self.parent[member], member = root, self.parent[member]
        return root

    def join(self, one: int, other: int) -> None:
        """Make one set of two."""
        a, b = self.find(one), self.find(other)
        if a != b:
            self.parent[max(a, b)] = min(a, b)


def components(size: int, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
    """The smallest member of each node's connected component, for pairs of nodes 0..size-1."""
    union = UnionFind(size)
    for a, b in zip(left.tolist(), right.tolist(), strict=True):
        union.join(a, b)
    return np.array([union.find(i) for i in range(size)], dtype=np.int64)


def constrained(
    size: int, edges: Iterable[tuple[float, int, int]], conflicts: Iterable[tuple[int, int]]
) -> NDArray[np.int64]:
    """The smallest member of each node's cluster: edges (weight, node, node) join from the heaviest on.

    An edge that would bring the two nodes of a conflict into one cluster is left out, so that a weak bridge does not
    fuse two persons. Equal weights go in the order of their nodes: the order of ``edges`` does not matter.
    """
    union = UnionFind(size)
    foes: dict[int, set[int]] = {}
    for a, b in conflicts:
        foes.setdefault(a, set()).add(b)
        foes.setdefault(b, set()).add(a)
    members: dict[int, list[int]] = {}
    for _, a, b in sorted((-weight, min(a, b), max(a, b)) for weight, a, b in edges):
        one, other = union.find(a), union.find(b)
        ours, theirs = sorted((members.get(one, [one]), members.get(other, [other])), key=len)
        if one == other or any(not foes[n].isdisjoint(theirs) for n in ours if n in foes):
            continue
        union.join(one, other)
        members[union.find(one)] = ours + theirs
    return np.array([union.find(i) for i in range(size)], dtype=np.int64)


def joined(edges: list[tuple[float, int, int]], conflicts: list[tuple[int, int]]) -> pa.Table:
    """(node, cluster_id) for nodes of any numbering; the number of a cluster is the smallest of its nodes."""
    nodes = np.unique(np.array([n for _, a, b in edges for n in (a, b)], dtype=np.int64))
    place = {n: i for i, n in enumerate(nodes.tolist())}
    found = constrained(
        len(nodes),
        [(bits, place[a], place[b]) for bits, a, b in edges],
        [(place[a], place[b]) for a, b in conflicts if a in place and b in place],
    )
    return pa.table({"node": pa.array(nodes, pa.int64()), "cluster_id": pa.array(nodes[found], pa.int64())})
