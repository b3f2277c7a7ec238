"""Entity ids: given once, following the majority of a cluster's mentions through merges and splits, never reused."""

# pyarrow.compute makes its functions at import
# pyright: reportAttributeAccessIssue=false
from __future__ import annotations

import base64
import hashlib

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

ID_BYTES = 10
"""80 bits: no two of a hundred million clusters are expected to share an id."""


def new_id(prefix: str, address: str) -> str:
    """The id of a cluster nobody has seen before, from the smallest address of its records."""
    digest = hashlib.sha256(address.encode()).digest()[:ID_BYTES]
    return prefix + base64.b32encode(digest).decode().lower()


def assign(
    clusters: pa.Table, mentions: pa.Table, remembered: pa.Table, addresses: pa.Table, prefix: str
) -> pa.Table:
    """(profile_id, entity_id, method, probability, first_id) for every profile that has a cluster.

    ``clusters``: profile_id, cluster_id, method, probability. ``mentions``: profile_id, mentions. ``remembered``:
    profile_id, entity_id of the version before, first_id (the entity the profile was given first). ``addresses``:
    cluster_id, address (its smallest record address). An entity stays with the cluster that holds most of its mentions;
    a cluster keeps the entity it holds most of. Where a merge is undone, those who were merged away are themselves again.
    """
    kept = _majority(clusters, mentions, remembered)
    kept = pa.concat_tables([kept, _revived(clusters, mentions, remembered, kept)])
    fresh = addresses.join(kept, "cluster_id", join_type="left anti").sort_by("cluster_id")
    ids = pa.table(
        {
            "cluster_id": fresh["cluster_id"],
            "entity_id": pa.array([new_id(prefix, a) for a in fresh["address"].to_pylist()], pa.string()),
        }
    )
    named = pa.concat_tables([kept.select(["cluster_id", "entity_id"]), ids])
    first = remembered.select(["profile_id", "first_id"])
    joined = clusters.join(named, "cluster_id", join_type="inner").join(first, "profile_id")
    known = joined["first_id"].is_valid()
    first_id = pc.if_else(known, joined["first_id"], joined["entity_id"])
    joined = joined.drop_columns(["first_id"]).append_column("first_id", first_id)
    return joined.select(["profile_id", "entity_id", "method", "probability", "first_id"]).sort_by(
        "profile_id"
    )


def _revived(clusters: pa.Table, mentions: pa.Table, remembered: pa.Table, kept: pa.Table) -> pa.Table:
    """(cluster_id, entity_id) of the clusters without an entity whose profiles once had one that nobody has now."""
    without = clusters.join(kept.select(["cluster_id"]), "cluster_id", join_type="left anti")
    firsts = remembered.select(["profile_id", "first_id", "first_id"]).rename_columns(
        ["profile_id", "entity_id", "first_id"]
    )
    gone = firsts.join(kept.select(["entity_id"]), "entity_id", join_type="left anti")
    return _majority(without, mentions, gone)


def _majority(clusters: pa.Table, mentions: pa.Table, remembered: pa.Table) -> pa.Table:
    """(cluster_id, entity_id) of the entities that go on, each in one cluster, each cluster with one.

    An entity goes with those who bore its id first, then with most of its mentions: a merge of two leaves no claim.
    """
    if not len(remembered):
        return pa.table({"cluster_id": pa.array([], pa.int64()), "entity_id": pa.array([], pa.string())})
    cast = (
        clusters.select(["profile_id", "cluster_id"])
        .join(remembered, "profile_id", join_type="inner")
        .join(mentions, "profile_id", join_type="inner")
    )
    own = pc.if_else(pc.equal(cast["first_id"], cast["entity_id"]), cast["mentions"], 0)
    votes = (
        cast.append_column("own", own)
        .group_by(["cluster_id", "entity_id"])
        .aggregate([("own", "sum"), ("mentions", "sum")])
        .rename_columns({"own_sum": "own", "mentions_sum": "votes"})
    )
    home = _first_of(votes, "entity_id", ("own", "votes"), "cluster_id")
    return _first_of(home, "cluster_id", ("votes", "own"), "entity_id").select(["cluster_id", "entity_id"])


def _first_of(votes: pa.Table, group: str, most: tuple[str, ...], tie: str) -> pa.Table:
    """Of each group the row with most of ``most``, in their order; the smaller ``tie`` where they are equal."""
    order = votes.sort_by([(group, "ascending"), *((m, "descending") for m in most), (tie, "ascending")])
    if not len(order):
        return order
    column = order[group].to_numpy(zero_copy_only=False)
    return order.filter(pa.array(np.r_[True, column[1:] != column[:-1]]))
