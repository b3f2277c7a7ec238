"""Clusters over integer arrays: union-find whose result does not depend on the order of the pairs."""

from __future__ import annotations

import numpy as np
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
