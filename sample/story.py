"""The county's whole story, told once from the seed; what a day looks like is read off it."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sample.census import Census
from sample.chance import Chance
from sample.divisions import Divisions, read_divisions
from sample.economy import PUBLIC, Economy, found_enterprises
from sample.households import Households, settle_people
from sample.identities import equip_people, name_people, number_people, register_people, share_numbers
from sample.people import People
from sample.population import draw_people
from sample.programmes import Programmes, enrol
from sample.property import Houses, Land, build_houses, contract_land
from sample.timeline import BASE, NEVER, ages

SCHOOLS = 240
"""Schools at full size; small counties have fewer, but smaller ones too."""


@dataclass(frozen=True)
class County:
    """Everything that is true of the county, at one scale and seed."""

    scale: float
    chance: Chance
    divisions: Divisions
    people: People
    households: Households
    economy: Economy
    programmes: Programmes
    houses: Houses
    land: Land
    schools: int
    shared_numbers: NDArray[np.int64]
    relative: NDArray[np.int64]
    _days: dict[int, Census] = field(default_factory=dict)

    def census(self, day: int) -> Census:
        """The people on a day; the last few days asked for are kept."""
        if day not in self._days:
            while len(self._days) > 2:
                self._days.pop(next(iter(self._days)))
            self._days[day] = Census(day, self.people, self.households, self.divisions, self.chance)
        return self._days[day]

    @property
    def certified(self) -> NDArray[np.bool_]:
        """Deaths for which a medical certificate is issued."""
        return (self.people.death < NEVER) & self.chance.happens("death certificate", self.people.keys, 0.97)

    @property
    def cremated(self) -> NDArray[np.bool_]:
        """Deaths that end in the county's crematorium."""
        return (self.people.death < NEVER) & self.chance.happens("cremated", self.people.keys, 0.91)

    def undue(self, day: int) -> NDArray[np.bool_]:
        """Whose benefits are not due any more: known to have died before the month of a day."""
        month = int(np.datetime64(day, "D").astype("datetime64[M]").astype("datetime64[D]").astype(np.int64))
        return self.death_known(day) & (self.people.death < month)

    def death_known(self, day: int) -> NDArray[np.bool_]:
        """Deaths of an earlier month of which police, hospital or crematorium has told by a day."""
        told = (self.certified | self.cremated) & (self.people.death + 20 <= day)
        return told | (self.people.cancelled <= day)


def _relatives(people: People) -> NDArray[np.int64]:
    """Somebody to ask about each person: a grown child, else the spouse, else a parent; -1 for nobody."""
    child = np.full(len(people.families), -1, np.int64)
    grown = np.flatnonzero((people.origin >= 0) & (ages(people.birth, BASE) >= 20) & (people.death == NEVER))
    child[people.origin[grown]] = grown
    father, mother = people.parents()
    parent = np.where((mother >= 0) & ((people.keys % 2 == 0) | (father < 0)), mother, father)
    spouse = people.spouse()
    own = np.where(people.own >= 0, child[people.own], -1)
    fallback = np.where((spouse >= 0) & (people.death[spouse] == NEVER), spouse, parent)
    return np.where(own >= 0, own, fallback)


def _employer_weights(economy: Economy, chance: Chance) -> NDArray[np.float64]:
    """How likely somebody works at each employer: a few large ones, no individual businesses."""
    spread = 1 / (0.002 + chance.uniform("employer size", np.arange(len(economy))))
    return spread * np.where(economy.kind == PUBLIC, 4.0, np.where(economy.insured, 1.0, 0.0))


def tell_county(scale: float, seed: int) -> County:
    """The county of a scale (1.0 = 730,000 people) and seed."""
    chance = Chance(seed)
    divisions = read_divisions(scale, chance)
    people = draw_people(chance, scale)
    households, clan, generation = settle_people(people, divisions, chance)
    name_people(people, clan, generation, divisions, chance)
    number_people(people, chance)
    shared = share_numbers(people, chance)
    equip_people(people, chance)
    register_people(people, chance)
    base = Census(BASE, people, households, divisions, chance)
    rural = ~divisions.urban[households.village]
    economy = found_enterprises(base, scale, chance)
    schools = max(6, min(2 * SCHOOLS, round(SCHOOLS * scale**0.5)))
    programmes = enrol(base, rural, schools, _employer_weights(economy, chance), chance)
    houses = build_houses(base, int((economy.kind < 2).sum()), scale, chance)
    return County(
        scale,
        chance,
        divisions,
        people,
        households,
        economy,
        programmes,
        houses,
        contract_land(base, rural, chance),
        schools,
        shared,
        _relatives(people),
    )
