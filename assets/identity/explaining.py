"""Why a record was given to a person: each comparison, the values compared and what they weigh."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from assets.identity.model import Model
from catalog.models import Comparison

VALUES = {
    "name": "name", "birth": "birth_date", "birth_month": "birth_date", "birth_year": "birth_date",
    "id": "id_number", "masked": "id_number", "place": "place", "phone": "phone",
}  # fmt: skip
"""Which pair of values of identity.link_evidence a comparison looked at."""


@dataclass(frozen=True)
class Contribution:
    """One step of a waterfall: what was compared, how it came out, and what it adds in bits."""

    title: str
    outcome: str
    told: str | None
    known: str | None
    bits: float


def contributions(
    row: Mapping[str, Any], model: Model, comparisons: Mapping[str, Comparison]
) -> Iterator[Contribution]:
    """The prior, then every comparison of which both sides said something, in the declared order.

    ``row`` is a row of identity.link_evidence. Their sum is the weight by which the pair was judged.
    """
    yield Contribution("先验", f"{model.persons}人中的任意一人", None, None, model.prior())
    for name, comparison in comparisons.items():
        level = next((x for x in comparison.levels if x.level == row[name]), None)
        if level is None:
            continue
        values = VALUES.get(name)
        told, known = (row[f"told_{values}"], row[f"known_{values}"]) if values else (None, None)
        outcome, bits = level.title, _bits(row, model, name, level.level)
        if level.u is None:
            known = told
            outcome = f"{outcome}（{row[f'{name}_persons'] or 1}人具有）"
        yield Contribution(comparison.title, outcome, told, known, bits)


def _bits(row: Mapping[str, Any], model: Model, comparison: str, level: str) -> float:
    place = list(model.m[comparison]).index(level)
    bits = float(model.bits(comparison)[place])
    if model.by_bearers(comparison)[place]:
        return max(bits - float(np.log2(max(row[f"{comparison}_persons"] or 1, 1))), 0.0)
    return bits
