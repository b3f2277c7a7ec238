"""Ids are given once, follow the majority, and are never reused."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.identity.registry import assign, new_id

PROFILES = st.lists(st.integers(0, 5), min_size=1, max_size=30)
"""The cluster of each profile; the profile is the place in the list."""


def _clusters(of: list[int]) -> pa.Table:
    return pa.table(
        {
            "profile_id": pa.array(range(len(of)), pa.int64()),
            "cluster_id": pa.array(of, pa.int64()),
            "method": ["T1"] * len(of),
            "probability": [0.999] * len(of),
        }
    )


def _assigned(of: list[int], remembered: pa.Table) -> dict[int, str]:
    mentions = pa.table(
        {"profile_id": pa.array(range(len(of)), pa.int64()), "mentions": pa.array([1] * len(of), pa.int64())}
    )
    distinct = sorted(set(of))
    first = [f"address {of.index(c):04d}" for c in distinct]
    addresses = pa.table({"cluster_id": pa.array(distinct, pa.int64()), "address": first})
    found = assign(_clusters(of), mentions, remembered, addresses, "P")
    return dict(zip(found["profile_id"].to_pylist(), found["entity_id"].to_pylist(), strict=True))


def _memory(assigned: dict[int, str], first: dict[int, str] | None = None) -> pa.Table:
    return pa.table(
        {
            "profile_id": pa.array(list(assigned), pa.int64()),
            "entity_id": pa.array(list(assigned.values()), pa.string()),
            "first_id": pa.array(list((first or assigned).values()), pa.string()),
        }
    )


NOTHING = _memory({})


@settings(deadline=None)
@given(PROFILES)
def test_profiles_share_an_id_exactly_when_they_share_a_cluster(of: list[int]) -> None:
    ids = _assigned(of, NOTHING)
    for i, a in enumerate(of):
        for j, b in enumerate(of):
            assert (ids[i] == ids[j]) == (a == b)


@settings(deadline=None)
@given(PROFILES)
def test_the_same_clusters_get_the_same_ids_again_whatever_they_are_called(of: list[int]) -> None:
    ids = _assigned(of, NOTHING)
    renamed = [c + 100 for c in of]
    assert _assigned(renamed, _memory(ids)) == ids


def test_after_a_split_the_id_stays_with_the_majority_and_the_rest_gets_a_new_one() -> None:
    before = _assigned([1, 1, 1, 1, 1], NOTHING)
    after = _assigned([1, 1, 1, 2, 2], _memory(before))
    assert after[0] == before[0]
    assert after[3] == after[4] != before[0]


def test_after_a_merge_the_id_of_the_larger_part_goes_on() -> None:
    before = _assigned([1, 1, 1, 2], NOTHING)
    after = _assigned([1, 1, 1, 1], _memory(before))
    assert set(after.values()) == {before[0]}


def test_an_id_derives_from_the_smallest_address_alone() -> None:
    assert new_id("P", "x|1") == new_id("P", "x|1") != new_id("P", "x|2")
    assert new_id("P", "x|1")[0] == "P"


def test_a_merge_that_is_undone_gives_both_their_ids_back() -> None:
    before = _assigned([0, 0, 0, 1, 1], NOTHING)
    merged = _assigned([0, 0, 0, 0, 0], _memory(before))
    assert set(merged.values()) == {before[0]}
    assert _assigned([0, 0, 0, 1, 1], _memory(merged, before)) == before


def test_a_split_does_not_revive_an_id_that_somebody_has() -> None:
    before = _assigned([0, 0, 0], NOTHING)
    after = _assigned([0, 0, 1], _memory(before))
    assert after[0] == after[1] == before[0] != after[2]
