"""Repeatable chance: the same seed, stream name and key always give the same number, in any order."""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint64]
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)


class Chance:
    """Named streams of random numbers, either keyed by record or drawn in sequence."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def _start(self, stream: str) -> int:
        """Where a stream begins."""
        digest = hashlib.blake2b(f"{self.seed}/{stream}".encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big")

    def generator(self, stream: str) -> np.random.Generator:
        """A sequential generator; the caller owns the order of its draws."""
        return np.random.Generator(np.random.PCG64(self._start(stream)))

    def bits(self, stream: str, keys: NDArray) -> Bits:
        """64 random bits a key (splitmix64), independent of how many other keys there are."""
        state = keys.astype(np.int64).view(np.uint64) * _GOLDEN + np.uint64(self._start(stream))
        state = (state ^ (state >> np.uint64(30))) * _MIX_1
        state = (state ^ (state >> np.uint64(27))) * _MIX_2
        return state ^ (state >> np.uint64(31))

    def uniform(self, stream: str, keys: NDArray) -> NDArray[np.float64]:
        """A number in [0, 1) a key."""
        return (self.bits(stream, keys) >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def below(self, stream: str, keys: NDArray, bound: int | NDArray) -> NDArray[np.int64]:
        """A whole number in [0, bound) a key."""
        return (self.uniform(stream, keys) * bound).astype(np.int64)

    def happens(self, stream: str, keys: NDArray, rate: float | NDArray) -> NDArray[np.bool_]:
        """Whether something of this rate happens to each key."""
        return self.uniform(stream, keys) < rate

    def weighted(self, stream: str, keys: NDArray, weights: NDArray | Sequence[float]) -> NDArray[np.int64]:
        """An index into the weights a key, in proportion to them."""
        edges = np.cumsum(np.asarray(weights, dtype=np.float64))
        return np.searchsorted(edges, self.uniform(stream, keys) * edges[-1], side="right").astype(np.int64)
