"""Clusters: strongest evidence first, never across a conflict, whatever the order."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.identity.clusters import components, constrained, joined

NODES = 8
EDGES = st.lists(
    st.tuples(st.sampled_from([3.0, 7.0, 20.0]), st.integers(0, NODES - 1), st.integers(0, NODES - 1)),
    max_size=25,
)
CONFLICTS = st.lists(
    st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1)).filter(lambda p: p[0] != p[1]), max_size=8
)


def test_a_weak_bridge_does_not_fuse_two_persons() -> None:
    strong = [(20.0, 0, 1), (20.0, 2, 3)]
    assert constrained(4, [*strong, (5.0, 1, 2)], [(0, 3)]).tolist() == [0, 0, 2, 2]
    assert constrained(4, [*strong, (5.0, 1, 2)], []).tolist() == [0, 0, 0, 0]


@settings(deadline=None)
@given(EDGES, CONFLICTS, st.randoms(use_true_random=False))
def test_the_order_of_edges_does_not_matter(
    edges: list[tuple[float, int, int]], conflicts: list[tuple[int, int]], shuffler: random.Random
) -> None:
    shuffled = [(w, b, a) for w, a, b in edges]
    shuffler.shuffle(shuffled)
    assert (
        constrained(NODES, edges, conflicts).tolist()
        == constrained(NODES, shuffled, conflicts[::-1]).tolist()
    )


@settings(deadline=None)
@given(EDGES, CONFLICTS)
def test_no_cluster_holds_a_conflict_and_without_conflicts_clusters_are_components(
    edges: list[tuple[float, int, int]], conflicts: list[tuple[int, int]]
) -> None:
    found = constrained(NODES, edges, conflicts)
    assert all(found[a] != found[b] for a, b in conflicts)
    left, right = (np.array([e[i] for e in edges], dtype=np.int64) for i in (1, 2))
    assert constrained(NODES, edges, []).tolist() == components(NODES, left, right).tolist()


def test_nodes_of_any_numbering_share_the_smallest_number_of_their_cluster() -> None:
    found = joined([(9.0, 7_000, 50), (9.0, 50, 900)], [(1, 2)])
    assert dict(zip(found["node"].to_pylist(), found["cluster_id"].to_pylist(), strict=True)) == {
        50: 50,
        900: 50,
        7_000: 50,
    }
