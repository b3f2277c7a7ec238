"""Subjects that no number decides: clusters among themselves, so that nobody is lost and nobody is counted twice."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assets.identity.model import Model
from assets.identity.scoring import decisive, weigh
from catalog.models import Comparison


def residual_edges(
    pairs: pa.Table, profiles: int, model: Model, comparisons: Mapping[str, Comparison], link: float
) -> tuple[list[tuple[float, int, int]], list[tuple[int, int]]]:
    """Edges (bits, profile, profile) that are sure enough, and the conflicts between profiles that are not one person.

    ``pairs`` is identity.person_rest_pairs, ``profiles`` the number of profiles they are taken from: the fewer there
    are, the less a pair that agrees does so by chance.
    """
    # any two of the rest may be one person, none of them has to be
    prior = model.prior() + float(np.log2(model.persons / max(profiles, 2)))
    bits = weigh(pairs, model) - model.prior() + prior
    sure = (bits >= np.log2(link / (1 - link))) & decisive(pairs, comparisons)
    one, other = pairs["profile_id"].to_numpy(), pairs["anchor_id"].to_numpy()
    edges = list(zip(bits[sure].tolist(), one[sure].tolist(), other[sure].tolist(), strict=True))
    against = hard_conflicts(pairs)
    return edges, list(zip(one[against].tolist(), other[against].tolist(), strict=True))


def hard_conflicts(pairs: pa.Table) -> NDArray[np.bool_]:
    """Pairs that are two persons: born on other days; under other names of another sex, in one roster, or twins."""
    name, birth, sex, roster, place = (
        np.array(pairs[c].to_pylist(), dtype=object) for c in ("name", "birth", "sex", "roster", "place")
    )
    twins = (birth == "day") & (place == "home")
    return (birth == "other") | ((name == "other") & ((sex == "other") | (roster == "listed") | twins))
