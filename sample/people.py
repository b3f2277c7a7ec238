"""The people of the county as arrays: one place is one person, the whole story from 2021 to the horizon."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

RESIDENT, FLOATING, OUTSIDER = 0, 1, 2
"""Registered here; registered elsewhere and living here; known to us only by a role in a record."""


@dataclass
class Families:
    """A couple, or a widowed parent with -1 for the spouse; positions are family numbers."""

    husband: NDArray[np.int64]
    wife: NDArray[np.int64]
    married: NDArray[np.int64]
    divorced: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.husband)

    def bearing(self, birth: NDArray) -> NDArray[np.int64]:
        """The birth day that decides when children come: the wife's, else two years after the husband's."""
        return np.where(self.wife >= 0, birth[self.wife], birth[self.husband] + 730)


@dataclass
class People:
    """Struct of arrays; days are day numbers, `NEVER` where something does not happen, -1 for nobody."""

    kind: NDArray[np.int8]
    male: NDArray[np.bool_]
    birth: NDArray[np.int64]
    death: NDArray[np.int64]
    origin: NDArray[np.int64]
    own: NDArray[np.int64]
    families: Families
    registered: NDArray[np.int64] = field(init=False)
    cancelled: NDArray[np.int64] = field(init=False)
    moved_out: NDArray[np.int64] = field(init=False)
    household: NDArray[np.int64] = field(init=False)
    slot: NDArray[np.int8] = field(init=False)
    village: NDArray[np.int64] = field(init=False)
    group: NDArray[np.int64] = field(init=False)
    ethnicity: NDArray[np.int64] = field(init=False)
    surname: NDArray[np.int64] = field(init=False)
    name: pa.Array = field(init=False)
    early_name: pa.Array = field(init=False)
    renamed: NDArray[np.int64] = field(init=False)
    former_name: pa.Array = field(init=False)
    id_number: pa.Array = field(init=False)
    second_id: pa.Array = field(init=False)
    education: NDArray[np.int64] = field(init=False)
    phone: NDArray[np.int64] = field(init=False)
    old_phone: NDArray[np.int64] = field(init=False)
    phone_told: NDArray[np.int64] = field(init=False)
    card: pa.Array = field(init=False)
    away: NDArray[np.int64] = field(init=False)

    def __len__(self) -> int:
        return len(self.kind)

    @property
    def keys(self) -> NDArray[np.int64]:
        """Positions, the keys of everything that chance decides for a person."""
        return np.arange(len(self), dtype=np.int64)

    def parents(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Father and mother of everybody, -1 where unknown."""
        known = self.origin >= 0
        father = np.where(known, self.families.husband[self.origin], -1)
        mother = np.where(known, self.families.wife[self.origin], -1)
        return father, mother

    def spouse(self) -> NDArray[np.int64]:
        """Husband or wife of everybody who ever had one in the county, divorced or widowed included."""
        families, here = self.families, self.own >= 0
        partner = np.where(self.male, families.wife[self.own], families.husband[self.own])
        return np.where(here, partner, -1)

    def separated(self, on: int) -> NDArray[np.bool_]:
        """Whether the own marriage was dissolved by divorce by a day."""
        return (self.own >= 0) & (self.families.divorced[self.own] <= on)
