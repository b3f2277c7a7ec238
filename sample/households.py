"""Where people are registered: households of one or two families, clans in villages, heads and relations."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sample import columns, names
from sample.chance import Chance
from sample.divisions import UPPER, Divisions
from sample.numbers import ranks
from sample.people import OUTSIDER, RESIDENT, People
from sample.relations import CHILD, HUSBAND, JOINED, SINGLE, WIFE
from sample.timeline import BASE, HORIZON, NEVER, ages, day

_STREETS = "人民路 零阳路 澧水路 万福路 五雷山路 笔架路 金慈路 永安路".split()


@dataclass(frozen=True)
class Households:
    """Positions are household numbers; a household that moved inside the county has an earlier village."""

    number: pa.Array
    village: NDArray[np.int64]
    early_village: NDArray[np.int64]
    relocated: NDArray[np.int64]
    group: NDArray[np.int64]
    plate: NDArray[np.int64]
    by_daughter: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.village)

    def village_on(self, day_number: int) -> NDArray[np.int64]:
        """The village of each household on a day."""
        return np.where(self.relocated <= day_number, self.village, self.early_village)


def addresses(divisions: Divisions, village: NDArray, group: NDArray, plate: NDArray) -> pa.Array:
    """Full addresses, `湖南省张家界市慈利县零溪镇大庄村5组12号`; communities have streets."""
    street = columns.join(columns.choose(_STREETS, plate % len(_STREETS)), columns.whole(plate), "号")
    rural = columns.join(columns.whole(group), "组", columns.whole(plate), "号")
    urban = divisions.urban[village] & (village >= 0)
    place = columns.join(
        UPPER, columns.choose(divisions.township_name, village), columns.choose(divisions.name, village)
    )
    return columns.join(place, columns.either(urban, street, rural))


def _units(people: People, chance: Chance) -> tuple[NDArray, NDArray]:
    """The family (or, beyond the families, the single person) everybody lives with, and the place in it."""
    age, single = ages(people.birth, BASE), len(people.families) + people.keys
    wed = (people.own >= 0) & (people.families.married[people.own] <= BASE)
    wed &= people.male | ~people.separated(BASE)
    with_parents = ~wed & (people.origin >= 0) & ((age < 30) | chance.happens("stays", people.keys, 0.85))
    unit = np.where(wed, people.own, np.where(with_parents, people.origin, single))
    slot = np.where(wed, np.where(people.male, HUSBAND, WIFE), np.where(with_parents, CHILD, SINGLE))
    return unit, slot


def _merges(people: People, unit: NDArray, chance: Chance) -> tuple[NDArray, NDArray]:
    """For each family the elder family it lives with (else -1), and whether the wife is the link."""
    families = people.families
    numbers = np.arange(len(families))
    root = families.bearing(people.birth) < day(1969)
    by_wife = chance.happens("lives with her parents", numbers, 0.05)
    link = np.where(by_wife, families.wife, families.husband)
    elder = np.where(link >= 0, people.origin[link], -1)
    living = np.zeros(len(families), bool)
    settled = (unit < len(families)) & (people.death > BASE)
    living[unit[settled]] = True
    willing = chance.happens("lives together", numbers, 0.85)
    joins = (elder >= 0) & ~root & root[elder] & living[elder] & living & willing
    order = np.flatnonzero(joins)
    joins[order[ranks(elder[order]) > 0]] = False
    return np.where(joins, elder, -1), joins & by_wife


@dataclass(frozen=True)
class _Lines:
    """Paternal lines: the village a family lives in, its surname, its clan and how far down the clan."""

    village: NDArray[np.int64]
    surname: NDArray[np.int64]
    clan: NDArray[np.int64]
    generation: NDArray[np.int64]


def _paternal_lines(people: People, divisions: Divisions, chance: Chance) -> _Lines:
    """Villages and surnames from father to son; half of a village's first families are one clan."""
    families = people.families
    numbers = np.arange(len(families))
    father = np.where(families.husband >= 0, people.origin[families.husband], -1)
    village = chance.weighted("first village", numbers, divisions.weight)
    village_clan = names.draw_surnames(chance, "village clan", village)
    surname = np.where(
        chance.happens("of the clan", numbers, 0.5),
        village_clan,
        names.draw_surnames(chance, "first surname", numbers),
    )
    clan = village * 1000 + surname
    generation = (families.bearing(people.birth) + 25_000) // 9000
    stays = chance.happens("stays in the village", numbers, 0.88)
    for _ in range(8):
        known = father >= 0
        village = np.where(known & stays, village[father], village)
        surname = np.where(known, surname[father], surname)
        clan = np.where(known, clan[father], clan)
        generation = np.where(known, generation[father] + 1, generation)
    return _Lines(village, surname, clan, generation)


def _person_lines(people: People, lines: _Lines, divisions: Divisions, chance: Chance) -> _Lines:
    """The lines of persons: by birth, by the own family for men whose parents are unknown, else drawn."""
    keys, origin = people.keys, people.origin
    drawn = names.draw_surnames(chance, "own surname", keys)
    heads = (people.own >= 0) & people.male
    by_year = (people.birth + 34_000) // 9000
    village = chance.weighted("own village", keys, divisions.weight)

    def pick(by_birth: NDArray, own: NDArray, alone: NDArray) -> NDArray[np.int64]:
        """By birth, by the own family, else as drawn."""
        return np.where(origin >= 0, by_birth[origin], np.where(heads, own[people.own], alone))

    return _Lines(
        pick(lines.village, lines.village, village),
        pick(lines.surname, lines.surname, drawn),
        pick(lines.clan, lines.clan, village * 1000 + drawn),
        pick(lines.generation + 1, lines.generation, by_year),
    )


def _settle(
    base: NDArray, own_village: NDArray, divisions: Divisions, chance: Chance
) -> tuple[Households, NDArray]:
    """Households of the units people live in, numbered within their township."""
    units, first, household = np.unique(base, return_index=True, return_inverse=True)
    village = own_village[first]
    numbers = np.arange(len(units))
    moves = chance.happens("household moves", numbers, 0.02)
    when = day(2025, 7) + chance.below("moves when", numbers, HORIZON - day(2025, 7))
    early = np.where(moves, chance.weighted("moves from", numbers, divisions.weight), village)
    township = divisions.township[early]
    codes = columns.choose([code[:9] for code in divisions.township_codes], township)
    return Households(
        number=columns.join(codes, columns.whole(ranks(township) + 1, 6)),
        village=village,
        early_village=early,
        relocated=np.where(moves, when, NEVER),
        group=1 + chance.below("group", numbers, 12),
        plate=1 + chance.below("plate", numbers, 60),
        by_daughter=np.zeros(len(units), bool),
    ), household


def settle_people(
    people: People, divisions: Divisions, chance: Chance
) -> tuple[Households, NDArray, NDArray]:
    """Give people household, place and surname; answers households, and clan and generation by person."""
    unit, slot = _units(people, chance)
    elder, by_wife = _merges(people, unit, chance)
    in_family = unit < len(people.families)
    family = np.where(in_family, unit, 0)
    joined = in_family & (elder[family] >= 0)
    base = np.where(joined, elder[family], unit)
    family_lines = _paternal_lines(people, divisions, chance)
    lines = _person_lines(people, family_lines, divisions, chance)
    base_family = np.where(base < len(people.families), base, 0)
    village = np.where(base < len(people.families), family_lines.village[base_family], lines.village)
    resident = people.kind == RESIDENT
    households, household = _settle(base[resident], village[resident], divisions, chance)
    people.household = np.full(len(people), -1, np.int64)
    people.household[resident] = household
    households.by_daughter[people.household[resident & joined & by_wife[family]]] = True
    people.slot = (slot + np.where(joined, JOINED, 0)).astype(np.int8)
    people.village = np.where(people.kind == OUTSIDER, -1, village)
    people.group = np.where(resident, households.group[people.household], 1 + people.keys % 12)
    people.surname = lines.surname
    return households, lines.clan, lines.generation
