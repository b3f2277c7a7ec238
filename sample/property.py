"""Houses and contracted land: who owns or contracts what, and what changed hands."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sample import numbers
from sample.census import Census
from sample.chance import Chance
from sample.households import addresses
from sample.population import size
from sample.timeline import BASE, HORIZON, NEVER, day

HOUSES, RENOVATED = 143_000, 12_000
USES = ("城镇住宅", "农村宅基地", "商业服务", "工业", "办公")


@dataclass(frozen=True)
class Houses:
    """Positions are house numbers; owners are people, or enterprises where `company` is not -1."""

    unit: pa.Array
    household: NDArray[np.int64]
    village: NDArray[np.int64]
    location: pa.Array
    use: NDArray[np.int64]
    area: NDArray[np.int64]
    registered: NDArray[np.int64]
    owner: NDArray[np.int64]
    co_owner: NDArray[np.int64]
    company: NDArray[np.int64]
    sold: NDArray[np.int64]
    buyer: NDArray[np.int64]
    burden: NDArray[np.int64]
    renovated: NDArray[np.int64]
    danger: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.village)


@dataclass(frozen=True)
class Land:
    """One contract of a rural household; `speaker` represents it and may have died since."""

    household: NDArray[np.int64]
    speaker: NDArray[np.int64]
    area: NDArray[np.int64]
    since: NDArray[np.int64]


def _grown(census: Census) -> NDArray[np.int64]:
    """Who can own a house."""
    return np.flatnonzero(census.local & (census.age >= 22))


def _owners(census: Census, keys: NDArray, chance: Chance) -> tuple[NDArray, NDArray]:
    """Owners of dwellings, mostly heads of households, and a spouse who owns with them; -1 for none."""
    grown = _grown(census)
    owner = grown[chance.below("house owner", keys, len(grown))]
    owner = np.where(chance.happens("head owns", keys, 0.7), census.head[owner], owner)
    spouse = census.people.spouse()[owner]
    return owner, np.where(chance.happens("joint owners", keys, 0.35), spouse, -1)


def _places(census: Census, owner: NDArray, on_file: NDArray, chance: Chance) -> NDArray[np.int64]:
    """Villages of the houses: where the owner is registered, or in a town."""
    divisions, keys = census.divisions, np.arange(len(owner))
    home = census.households.village_on(BASE)[census.people.household[owner]]
    town = chance.happens("house in town", keys, 0.3) & on_file
    return np.where(town, chance.weighted("town house", keys, divisions.weight * divisions.urban), home)


def build_houses(census: Census, enterprises: int, scale: float, chance: Chance) -> Houses:
    """Registered dwellings and shops, and unregistered rural dwellings that were renovated."""
    count = size(HOUSES, scale)
    keys = np.arange(count + size(RENOVATED, scale))
    on_file, grown = keys < count, _grown(census)
    owner, co_owner = _owners(census, keys, chance)
    village = _places(census, owner, on_file, chance)
    urban, serial = census.divisions.urban[village], numbers.ranks(village)
    commercial = chance.happens("commercial", keys, 0.05) & on_file
    registered = day(2005) + chance.below("house registered", keys, BASE + 200 - day(2005))
    sold = day(2016) + chance.below("sold when", keys, HORIZON - day(2016))
    sells = chance.happens("sold", keys, 0.09) & on_file & (sold > registered)
    renewed = ~on_file | (~urban & ~commercial & ~sells & chance.happens("renovated", keys, 0.02))
    renovated = day(2014) + chance.below("renovated when", keys, BASE + 200 - day(2014))
    return Houses(
        unit=numbers.unit_numbers(village, serial + 1, serial, urban),
        household=census.people.household[owner],
        village=village,
        location=addresses(census.divisions, village, 1 + keys % 12, 1 + serial % 300),
        use=np.where(commercial, 2 + keys % 3, np.where(urban, 0, 1)),
        area=6000 + chance.below("area", keys, 14_000),
        registered=np.where(on_file, registered, NEVER),
        owner=owner,
        co_owner=np.where(on_file & ~commercial, co_owner, -1),
        company=np.where(commercial, chance.below("owning company", keys, enterprises), -1),
        sold=np.where(sells, sold, NEVER),
        buyer=grown[chance.below("buyer", keys, len(grown))],
        burden=chance.weighted("burden", keys, [88, 2, 10]),
        renovated=np.where(renewed, renovated, NEVER),
        danger=chance.weighted("danger", keys, [2, 8, 55, 35]),
    )


def contract_land(census: Census, rural: NDArray, chance: Chance) -> Land:
    """Contracts of rural households, spoken for by the head or by a man who has died since."""
    people = census.people
    head = np.full(len(census.households), -1, np.int64)
    lives = census.local & (census.head == people.keys)
    head[people.household[lives]] = np.flatnonzero(lives)
    gone = np.flatnonzero(census.on_register & (people.death <= BASE) & people.male & (people.household >= 0))
    dead = np.full(len(head), -1, np.int64)
    dead[people.household[gone]] = gone
    numbers_ = np.arange(len(head))
    holds = np.flatnonzero(rural & (head >= 0) & chance.happens("contract", numbers_, 0.81))
    old = chance.happens("old speaker", holds, 0.5) & (dead[holds] >= 0)
    since = day(1998, 9, 30) + 365 * chance.below("contract since", holds, 3)
    return Land(
        holds, np.where(old, dead[holds], head[holds]), 120 + chance.below("land", holds, 1100), since
    )
