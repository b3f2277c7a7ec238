"""Match weights of candidate pairs (Fellegi-Sunter, in bits) and the choice of one candidate for each profile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

Floats = NDArray[np.float64]
MIN_ID_LENGTH = 14
"""A shorter remainder of a number is too little to compare."""


@dataclass(frozen=True)
class Weights:
    """Bits of evidence for each outcome of each comparison, and when evidence is enough."""

    bits: Mapping[str, float]
    link: float
    """Least total weight of a link."""
    margin: float
    """Least lead over the second candidate."""

    def of(self, outcome: str) -> float:
        """The weight of an outcome; KeyError when the catalog does not list it."""
        return self.bits[outcome]


def weigh(pairs: pa.Table, persons: int, weights: Weights) -> pa.Table:
    """The pairs with ``weight`` (bits, prior included) and ``decisive`` (something beside name and place agrees).

    ``pairs`` is identity.person_pairs; ``persons`` the number of persons that the prior is spread over.
    """
    scale = float(np.log2(max(persons, 2)))
    id_bits, id_agrees = _numbers(pairs, weights)
    birth = _outcomes(
        pairs, "birth", {k: weights.of(f"birth_{k}") for k in ("day", "month", "swapped", "near", "other")}
    )
    sex = _outcomes(pairs, "sex", {k: weights.of(f"sex_{k}") for k in ("equal", "other")})
    shared = {
        k: _flag(pairs, k)
        for k in ("phone_equal", "bank_equal", "address_equal", "number", "household", "kin")
    }
    context = sum(flag * max(scale - weights.of(f"{name}_discount"), 1.0) for name, flag in shared.items())
    total = _names(pairs, scale, weights) + birth + sex + id_bits + context + _place(pairs, weights) - scale
    dated = np.isin(_text(pairs, "birth"), ["day", "month", "swapped"])
    decisive = dated | id_agrees | (sum(shared.values()) > 0)
    return pairs.append_column("weight", pa.array(np.round(total, 4))).append_column(
        "decisive", pa.array(decisive)
    )


def _names(pairs: pa.Table, scale: float, weights: Weights) -> Floats:
    """An equal name weighs the more the fewer bear it; another name speaks against."""
    rarity = scale - np.log2(np.maximum(pairs["same_name"].to_numpy(), 1))
    equal, sound = _flag(pairs, "name_equal"), _flag(pairs, "sound_equal")
    missing = pairs["match_name"].is_null().to_numpy()
    other = np.where(sound > 0, weights.of("name_sound"), weights.of("name_other"))
    return np.where(missing, 0.0, np.where(equal > 0, rarity, other))


def _place(pairs: pa.Table, weights: Weights) -> Floats:
    equal, compared = _flag(pairs, "division_equal"), _flag(pairs, "division_compared")
    return np.where(equal > 0, weights.of("division_equal"), compared * weights.of("division_other"))


def _numbers(pairs: pa.Table, weights: Weights) -> tuple[Floats, NDArray[np.bool_]]:
    """Weight of what is left of a damaged number: an edit or two away, a kept head, or head and tail of a masked one."""
    given = [t or "" for t in pairs["id_text"].to_pylist()]
    held = pairs["id_number"].to_pylist()
    masked = np.array(["**" in t for t in given])
    usable = np.array([len(t) >= MIN_ID_LENGTH for t in given]) & ~masked
    distance = cpdist(given, held, scorer=OSA.distance, workers=1, dtype=np.int32)
    head = np.array([g[:15] == h[:15] and len(g) >= 15 for g, h in zip(given, held, strict=True)])
    tails = np.array([g[:6] == h[:6] and g[-4:] == h[-4:] for g, h in zip(given, held, strict=True)])
    bits = np.zeros(len(given))
    bits = np.where(usable & (distance > 4), weights.of("id_other"), bits)
    bits = np.where(usable & (distance == 2), weights.of("id_two_edits"), bits)
    bits = np.where(usable & ((distance <= 1) | head), weights.of("id_one_edit"), bits)
    bits = np.where(masked, np.where(tails, weights.of("id_masked"), weights.of("id_other")), bits)
    return bits, (usable & ((distance <= 2) | head)) | (masked & tails)


def _outcomes(pairs: pa.Table, column: str, bits: dict[str, float]) -> Floats:
    values = _text(pairs, column)
    return sum(
        (np.where(values == name, weight, 0.0) for name, weight in bits.items()), np.zeros(len(values))
    )


def _flag(pairs: pa.Table, column: str) -> Floats:
    return pairs[column].fill_null(False).to_numpy(zero_copy_only=False).astype(np.float64)


def _text(pairs: pa.Table, column: str) -> NDArray[np.str_]:
    return np.array(pairs[column].to_pylist(), dtype=str) if len(pairs) else np.array([], dtype=str)


def choose(weighed: pa.Table, weights: Weights) -> pa.Table:
    """(profile_id, anchor_id, probability): the best candidate where it is good enough and leads the second."""
    order = weighed.sort_by(
        [("profile_id", "ascending"), ("weight", "descending"), ("anchor_id", "ascending")]
    )
    profile, weight = order["profile_id"].to_numpy(), order["weight"].to_numpy()
    if not len(profile):
        return pa.table({"profile_id": pa.array([], pa.int64()), "anchor_id": pa.array([], pa.int64()),
                         "probability": pa.array([], pa.float64())})  # fmt: skip
    first = np.r_[True, profile[1:] != profile[:-1]]
    has_second = np.r_[profile[1:] == profile[:-1], False]
    second = np.where(has_second, np.r_[weight[1:], -np.inf], -np.inf)
    decisive = order["decisive"].to_numpy(zero_copy_only=False)
    good = first & decisive & (weight >= weights.link) & (weight - second >= weights.margin)
    best = order.filter(pa.array(good))
    probability = 1.0 / (1.0 + np.exp2(-best["weight"].to_numpy()))
    return pa.table(
        {
            "profile_id": best["profile_id"],
            "anchor_id": best["anchor_id"],
            "probability": pa.array(np.round(probability, 4)),
        }
    )
