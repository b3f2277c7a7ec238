"""Heads of households and everybody's relation to them, in the codes of GB/T 4761."""

import numpy as np
from numpy.typing import NDArray

HUSBAND, WIFE, CHILD = 0, 1, 2
"""Places in the elder (or only) family of a household; the joined younger family counts three further."""
JOINED = 3
SINGLE = 6
_HEAD, _OTHER = 2, 97
_BROTHER, _SISTER = -1, -2
"""Siblings: the code follows from who is older."""

# (place of the head, place of the person) -> codes (men, women); what is missing is 97, another relative
_BY_SON = {
    (0, 1): (12, 12),
    (0, 2): (20, 30),
    (0, 3): (20, 20),
    (0, 4): (38, 38),
    (0, 5): (41, 42),
    (1, 0): (11, 11),
    (1, 2): (20, 30),
    (1, 3): (20, 20),
    (1, 4): (38, 38),
    (1, 5): (41, 42),
    (2, 0): (51, 51),
    (2, 1): (52, 52),
    (2, 2): (_BROTHER, _SISTER),
    (2, 3): (_BROTHER, _SISTER),
    (2, 5): (93, 94),
    (3, 0): (51, 51),
    (3, 1): (52, 52),
    (3, 2): (_BROTHER, _SISTER),
    (3, 4): (12, 12),
    (3, 5): (20, 30),
    (4, 0): (53, 53),
    (4, 1): (54, 54),
    (4, 3): (11, 11),
    (4, 5): (20, 30),
    (5, 0): (61, 61),
    (5, 1): (62, 62),
    (5, 3): (51, 51),
    (5, 4): (52, 52),
    (5, 5): (_BROTHER, _SISTER),
}
_BY_DAUGHTER = _BY_SON | {
    (0, 3): (28, 28),
    (0, 4): (30, 30),
    (0, 5): (43, 44),
    (1, 3): (28, 28),
    (1, 4): (30, 30),
    (1, 5): (43, 44),
    (2, 3): (97, 97),
    (2, 4): (_BROTHER, _SISTER),
    (2, 5): (95, 96),
    (3, 0): (55, 55),
    (3, 1): (56, 56),
    (3, 2): (97, 97),
    (4, 0): (51, 51),
    (4, 1): (52, 52),
    (4, 2): (_BROTHER, _SISTER),
    (5, 0): (63, 63),
    (5, 1): (64, 64),
}


def _table() -> NDArray[np.int64]:
    """Codes by link (son, daughter), place of the head, place of the person and sex (woman, man)."""
    table = np.full((2, 7, 7, 2), _OTHER)
    for link, codes in enumerate((_BY_SON, _BY_DAUGHTER)):
        for (head, person), (men, women) in codes.items():
            table[link, head, person] = women, men
    return table


def choose_heads(
    household: NDArray, slot: NDArray, birth: NDArray, eligible: NDArray, women_first: NDArray
) -> NDArray[np.int64]:
    """The head of each person's household (a position; -1 without household): alive, grown, by custom a man.

    `women_first` marks households headed by the wife. Elders over 72 leave the headship to the joined family.
    """
    rank = np.array([90, 70, 30, 80, 60, 10, 50])[slot]
    old = (birth < -6210) & (slot < 2)
    rank = rank - 25 * old + 30 * (women_first & ((slot == WIFE) | (slot == WIFE + JOINED)))
    rank = np.where(birth > 13_880, rank - 200, rank) - 1000 * ~eligible
    order = np.lexsort((np.arange(len(slot)), birth, -rank, household))
    ordered = household[order]
    first = order[np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])]
    head_of = np.full(household.max() + 2, -1, np.int64)
    head_of[household[first]] = first
    head_of[-1] = -1
    return np.where(household >= 0, head_of[household], -1)


def relations(
    head: NDArray, slot: NDArray, male: NDArray, birth: NDArray, by_daughter: NDArray
) -> NDArray[np.int64]:
    """GB/T 4761 codes of everybody to the head of the household; 0 without a household."""
    code = _table()[by_daughter.astype(np.int64), slot[head], slot, male.astype(np.int64)]
    older = birth < birth[head]
    code = np.where(code == _BROTHER, np.where(older, 71, 73), code)
    code = np.where(code == _SISTER, np.where(older, 75, 77), code)
    code = np.where(head == np.arange(len(head)), _HEAD, code)
    return np.where(head < 0, 0, code)
