"""Estimation of the linkage model on the county's own data: u by chance, m by expectation and maximisation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assets.identity.model import UNKNOWN, Floats, Model, codes
from assets.identity.scoring import posterior, starts_of, weigh

ROUNDS = 30
"""Most rounds of expectation and maximisation."""
CLOSE = 1e-4
"""Probabilities that move less than this have settled."""
BELIEF = 50.0
"""The declared m count like so many matches: a small county does not overturn them by a few odd ones."""
CHANCE_BELIEF = 1000.0
"""The declared u count like so many pairs taken by chance."""
SAMPLE = 200_000
"""Profiles to learn from. Profile ids are digests, so the smallest of them are a sample without a seed."""


def train(pairs: pa.Table, chance: pa.Table, start: Model) -> Model:
    """A model estimated from candidate pairs and from pairs of persons taken by chance.

    ``pairs``: identity.person_pairs sorted by profile_id. ``chance``: (comparison, level, pairs), identity.person_chance.
    """
    model = replace(start, u=_by_chance(chance, start))
    learnt = _sample(pairs)
    outcome = {c: codes(learnt, c, levels) for c, levels in model.m.items()}
    profiles = learnt["profile_id"].to_numpy()
    for _ in range(ROUNDS):
        weight = posterior(profiles, weigh(learnt, model))
        found = _maximised(outcome, weight, len(starts_of(profiles)), start, model)
        moved = max(abs(found.m[c][x] - m) for c, levels in model.m.items() for x, m in levels.items())
        model = found
        if moved < CLOSE:
            break
    return _rounded(model)


def _sample(pairs: pa.Table) -> pa.Table:
    starts = starts_of(pairs["profile_id"].to_numpy())
    return pairs.slice(0, int(starts[SAMPLE])) if len(starts) > SAMPLE else pairs


def _by_chance(chance: pa.Table, start: Model) -> dict[str, dict[str, float | None]]:
    """u of the levels that were looked for among pairs taken by chance; the others stay as declared."""
    seen: dict[str, dict[str, int]] = {}
    for row in chance.to_pylist():
        seen.setdefault(row["comparison"], {})[row["level"]] = row["pairs"]
    found: dict[str, dict[str, float | None]] = {c: dict(levels) for c, levels in start.u.items()}
    for comparison, counts in seen.items():
        total = sum(counts.values()) + CHANCE_BELIEF
        for level, u in start.u[comparison].items():
            if u is not None and level in counts:
                found[comparison][level] = (counts[level] + CHANCE_BELIEF * u) / total
    return found


def _maximised(
    outcome: Mapping[str, NDArray[np.int8]], weight: Floats, profiles: int, start: Model, model: Model
) -> Model:
    """m and the share of anchored profiles that make the weighted matches likeliest, the declared ones believed a little."""
    m = {}
    for comparison, levels in start.m.items():
        code = outcome[comparison]
        known = code != UNKNOWN
        seen = np.bincount(code[known], weights=weight[known], minlength=len(levels))
        share = (seen + BELIEF * np.array(list(levels.values()))) / (seen.sum() + BELIEF)
        m[comparison] = dict(zip(levels, np.clip(share, 1e-6, 1 - 1e-6).tolist(), strict=True))
    anchored = (float(weight.sum()) + BELIEF / 2) / (profiles + BELIEF)
    return replace(model, m=m, anchored=min(max(anchored, 0.05), 0.95))


def _rounded(model: Model) -> Model:
    """Seven digits: what is written down is what is used, also after it was read again."""
    return replace(
        model,
        anchored=float(f"{model.anchored:.6e}"),
        m={c: {x: float(f"{m:.6e}") for x, m in levels.items()} for c, levels in model.m.items()},
        u={
            c: {x: None if u is None else float(f"{u:.6e}") for x, u in levels.items()}
            for c, levels in model.u.items()
        },
    )
