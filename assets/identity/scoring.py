"""Match weights of candidate pairs in bits, and the probability of each candidate of a profile."""

# pyarrow.compute makes its functions at import
# pyright: reportAttributeAccessIssue=false
from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from assets.identity.model import UNKNOWN, Floats, Model, codes
from catalog.models import Comparison, Tier

UNSAID = "unknown"
"""What a tier calls the outcome of a comparison of which a side says nothing."""
LARGEST = 60.0
"""Bits beyond which more evidence changes nothing; keeps powers of two finite."""


def weigh(pairs: pa.Table, model: Model) -> Floats:
    """The weight of each pair in bits, the prior included. ``pairs`` is identity.person_pairs, a column a comparison."""
    total: Floats = np.full(len(pairs), model.prior(), dtype=np.float64)
    for comparison in model.m:
        total += comparison_bits(pairs, comparison, model)
    return np.clip(np.round(total, 4), -LARGEST, LARGEST).astype(np.float64)


def comparison_bits(pairs: pa.Table, comparison: str, model: Model) -> Floats:
    """What one comparison adds to the weight of each pair; nothing where a side is silent."""
    code = codes(pairs, comparison, model.m[comparison])
    table, by_bearers = model.bits(comparison), model.by_bearers(comparison)
    known = code != UNKNOWN
    bits = np.where(known, table[code], 0.0)
    if by_bearers.any():
        bearers = pairs[f"{comparison}_persons"].fill_null(1).to_numpy().astype(np.float64)
        # a value that everybody has is no evidence, but never evidence against
        rare = np.maximum(bits - np.log2(np.maximum(bearers, 1.0)), 0.0)
        bits = np.where(known & by_bearers[code], rare, bits)
    return bits


def starts_of(profiles: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each profile's pairs begin; ``profiles`` is sorted."""
    return (
        np.flatnonzero(np.r_[True, profiles[1:] != profiles[:-1]])
        if len(profiles)
        else np.array([], np.int64)
    )


def posterior(profiles: NDArray[np.int64], bits: Floats) -> Floats:
    """The probability of each candidate: against all others of its profile and against nobody known."""
    if not len(profiles):
        return bits
    odds = np.exp2(bits)
    starts = starts_of(profiles)
    sizes = np.diff(np.r_[starts, len(profiles)])
    return odds / (1.0 + np.repeat(np.add.reduceat(odds, starts), sizes))


def tier_of(
    pairs: pa.Table, tiers: Sequence[Tier], comparisons: Mapping[str, Comparison]
) -> NDArray[np.int64]:
    """The place of the first tier whose levels a pair shows, -1 where it shows none's.

    Tiers that name a level which the comparisons do not have are decided elsewhere, inside one number.
    """
    found = np.full(len(pairs), -1)
    for place, tier in reversed(list(enumerate(tiers))):
        wanted = [*tier.when.items(), *tier.agree.items()]
        if all({*levels} <= {UNSAID, *(x.level for x in comparisons[c].levels)} for c, levels in wanted):
            found[shows(pairs, tier)] = place
    return found


def shows(pairs: pa.Table, tier: Tier) -> NDArray[np.bool_]:
    """Which pairs show all that a tier asks for, and one of what it asks for besides."""
    every = np.ones(len(pairs), dtype=bool)
    for comparison, levels in tier.when.items():
        every &= _is_in(pairs, comparison, levels)
    some = [_is_in(pairs, comparison, levels) for comparison, levels in tier.agree.items()]
    return every & np.logical_or.reduce(some) if some else every


def decisive(pairs: pa.Table, comparisons: Mapping[str, Comparison]) -> NDArray[np.bool_]:
    """Whether anything beside a name in its village agrees (T8)."""
    agreeing = [_is_in(pairs, name, c.decisive) for name, c in comparisons.items() if c.decisive]
    return np.logical_or.reduce(agreeing) if agreeing else np.zeros(len(pairs), dtype=bool)


def _is_in(pairs: pa.Table, comparison: str, levels: Sequence[str]) -> NDArray[np.bool_]:
    column = pairs[comparison]
    if UNSAID in levels:
        return np.asarray(column.is_null())
    found = [np.asarray(pc.equal(column, level).fill_null(False)) for level in levels]
    return np.logical_or.reduce(found)


def score(
    pairs: pa.Table,
    model: Model,
    tiers: Sequence[Tier],
    comparisons: Mapping[str, Comparison],
    same: pa.Table,
) -> pa.Table:
    """(profile_id, anchor_id, bits, probability, tier, decisive, rank) of a profile's candidates; rank 1 is the best.

    ``pairs`` is sorted by profile_id and anchor_id; equal weights rank by anchor_id. ``same`` (node, cluster_id) are
    anchors of one person with two numbers: of these only the best is a candidate, for they are no rivals.
    """
    profiles, anchors, bits = (
        pairs["profile_id"].to_numpy(),
        pairs["anchor_id"].to_numpy(),
        weigh(pairs, model),
    )
    order = np.lexsort((anchors, -bits, profiles))
    order = order[_first_of_each(profiles[order], clusters_of(anchors[order], same))]
    profiles, bits = profiles[order], bits[order]
    starts = starts_of(profiles)
    rank = np.arange(len(profiles)) - np.repeat(starts, np.diff(np.r_[starts, len(profiles)])) + 1
    found = tier_of(pairs, tiers, comparisons)[order]
    return pa.table({
        "profile_id": pa.array(profiles),
        "anchor_id": pa.array(anchors[order]),
        "bits": pa.array(bits),
        "probability": pa.array(np.round(posterior(profiles, bits), 4)),
        "tier": pa.array([tiers[i].method if i >= 0 else None for i in found.tolist()], pa.string()),
        "decisive": pa.array(decisive(pairs, comparisons)[order]),
        "rank": pa.array(rank, pa.int32()),
    })  # fmt: skip


def clusters_of(nodes: NDArray[np.int64], same: pa.Table) -> NDArray[np.int64]:
    """The cluster of each node: its own number unless ``same`` (node, cluster_id, sorted by node) has another."""
    known, cluster = same["node"].to_numpy(), same["cluster_id"].to_numpy()
    if not len(known):
        return nodes
    place = np.minimum(np.searchsorted(known, nodes), len(known) - 1)
    return np.where(known[place] == nodes, cluster[place], nodes)


def _first_of_each(profiles: NDArray[np.int64], clusters: NDArray[np.int64]) -> NDArray[np.int64]:
    """Places of the first row of each profile and cluster, in the order of the rows."""
    places = np.arange(len(profiles))
    order = np.lexsort((places, clusters, profiles))
    p, c = profiles[order], clusters[order]
    first = np.r_[True, (p[1:] != p[:-1]) | (c[1:] != c[:-1])] if len(p) else np.array([], dtype=bool)
    return np.sort(order[first])
