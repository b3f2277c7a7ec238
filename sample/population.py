"""Who lives: a migrant-sending county's age pyramid, deaths, couples, children and their parents."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sample.chance import Chance
from sample.numbers import ranks
from sample.people import FLOATING, OUTSIDER, RESIDENT, Families, People
from sample.timeline import BASE, HORIZON, NEVER, YEAR, ages, day

ALIVE, DEAD, MOVED_OUT, FLOATERS, OUTSIDERS, BORN_LATER = 718_000, 33_500, 9_000, 21_000, 6_000, 6_200
"""People at full size: living residents, deaths since 2021-07, moves out, others, births in 2026."""
STORY_STARTS = day(2021, 7, 1)
_PYRAMID = (
    (6, 6.2),
    (19, 8.6),
    (25, 8.5),
    (35, 10),
    (45, 11),
    (55, 13),
    (60, 13),
    (65, 10),
    (70, 10),
    (75, 7.5),
    (80, 4.6),
    (85, 2.55),
    (90, 1.0),
    (95, 0.28),
    (100, 0.05),
    (106, 0.003),
)
"""Upper age and thousands of people a year of age: 60 and over 22 %, 80 and over 2.5 %."""
_MEN_MARRIED = ((22, 0.0), (25, 0.15), (30, 0.5), (35, 0.78), (110, 0.9))
_WOMEN_MARRIED = ((20, 0.0), (25, 0.25), (30, 0.65), (35, 0.88), (110, 0.94))
_CHILDREN_AT_MOST = 5


def size(full: int, scale: float) -> int:
    """A count at this scale, never below one."""
    return max(1, round(full * scale))


def _stepped(table: tuple[tuple[int, float], ...], age: NDArray) -> NDArray[np.float64]:
    """Values of a table of (upper age, value) steps."""
    place = np.searchsorted([upper for upper, _ in table], age, side="right")
    return np.array([value for _, value in table])[np.minimum(place, len(table) - 1)]


def _male_share(age: NDArray) -> NDArray[np.float64]:
    """More boys are born, more women grow old."""
    return _stepped(((20, 0.528), (60, 0.512), (80, 0.49), (200, 0.43)), age)


def _draw_births(scale: float, rng: np.random.Generator) -> tuple[NDArray, NDArray]:
    """Birth and past death days: living residents, the dead, those who moved out, those born in 2026."""
    weights = _stepped(_PYRAMID, np.arange(106))
    alive = rng.choice(106, size(ALIVE, scale), p=weights / weights.sum())
    dead = np.clip(rng.normal(76, 13, size(DEAD, scale)), 0, 103)
    moved = rng.integers(19, 46, size(MOVED_OUT, scale))
    death = rng.integers(STORY_STARTS, BASE, len(dead)).astype(np.int64)
    birth = np.concatenate(
        [
            BASE - ((alive + rng.random(len(alive))) * YEAR).astype(np.int64),
            death - (dead * YEAR).astype(np.int64) - 5,
            BASE - (moved * YEAR).astype(np.int64) - rng.integers(0, 365, len(moved)),
            rng.integers(BASE + 1, HORIZON, size(BORN_LATER, scale)),
        ]
    ).astype(np.int64)
    deaths = np.full(len(birth), NEVER, np.int64)
    deaths[len(alive) : len(alive) + len(dead)] = death
    return birth, deaths


def _future_deaths(birth: NDArray, death: NDArray, rng: np.random.Generator) -> NDArray[np.int64]:
    """Deaths of 2026, by a Gompertz hazard, added to those that already happened."""
    hazard = 8e-5 * np.exp(0.085 * np.clip(ages(birth, BASE), 0, 105))
    dies = (rng.random(len(birth)) < hazard) & (death == NEVER) & (birth < BASE - 30)
    return np.where(dies, rng.integers(BASE + 1, HORIZON, len(birth)), death)


def _pair(men: NDArray, women: NDArray, birth: NDArray, rng: np.random.Generator) -> tuple[NDArray, NDArray]:
    """Husbands and wives: within bands of two years, wives being about two years younger."""

    def band(who: NDArray, shift: int) -> NDArray[np.int64]:
        """Start of the range of keys of somebody's band."""
        bands = (birth[who] - shift + rng.normal(0, 500, len(who)).astype(np.int64)) // 730
        return (bands + 10**6) * 10**7

    men, women = rng.permutation(men), rng.permutation(women)
    men_bands, women_bands = band(men, 0), band(women, 730)
    _, at_men, at_women = np.intersect1d(
        men_bands + ranks(men_bands),
        women_bands + ranks(women_bands),
        assume_unique=True,
        return_indices=True,
    )
    return men[at_men], women[at_women]


def _form_families(male: NDArray, birth: NDArray, rng: np.random.Generator) -> Families:
    """Couples of the marrying kind, and widowed parents whose spouse died before the story starts."""
    age = ages(birth, BASE)
    share = np.where(male, _stepped(_MEN_MARRIED, age), _stepped(_WOMEN_MARRIED, age))
    marries = rng.random(len(birth)) < share
    husband, wife = _pair(np.flatnonzero(male & marries), np.flatnonzero(~male & marries), birth, rng)
    single = np.ones(len(birth), bool)
    single[husband] = single[wife] = False
    widowed = np.flatnonzero(single & (age >= 58) & (rng.random(len(birth)) < np.where(male, 0.7, 0.9)))
    widower = np.where(male[widowed], widowed, -1)
    widow = np.where(male[widowed], -1, widowed)
    husband, wife = np.concatenate([husband, widower]), np.concatenate([wife, widow])
    never = np.full(len(husband), NEVER, np.int64)
    return Families(husband, wife, never.copy(), never)


@dataclass
class _Search:
    """What the search for parents looks at: families in order of the day that decides their children."""

    order: NDArray[np.int64]
    bearing: NDArray[np.int64]
    father_birth: NDArray[np.int64]
    father_death: NDArray[np.int64]
    mother_death: NDArray[np.int64]


def _search(families: Families, birth: NDArray, death: NDArray) -> _Search:
    """The families in the order of the search."""

    def of(parent: NDArray, values: NDArray, missing: int | np.int32) -> NDArray[np.int64]:
        """A value of each family's parent."""
        return np.where(parent >= 0, values[parent], missing)

    bearing = families.bearing(birth)
    order = np.argsort(bearing, kind="stable")
    return _Search(
        order,
        bearing[order],
        of(families.husband, birth, -(10**6)),
        of(families.husband, death, NEVER),
        of(families.wife, death, NEVER),
    )


def _possible(search: _Search, child_birth: NDArray, family: NDArray, bearing: NDArray) -> NDArray[np.bool_]:
    """Whether a family can have had a child on a day: ages of the parents, and both alive."""
    age = (child_birth - bearing) / YEAR
    return (
        (age > 17.5)
        & (age < 45)
        & (child_birth - search.father_birth[family] > 18 * YEAR)
        & (search.father_death[family] > child_birth)
        & (search.mother_death[family] > child_birth)
    )


def _keep_spaced(origin: NDArray, birth: NDArray) -> NDArray[np.int64]:
    """Parents without the children that come within ten months of a sibling or beyond the largest family."""
    have = np.flatnonzero(origin >= 0)
    order = have[np.lexsort((birth[have], origin[have]))]
    same = np.r_[False, origin[order][1:] == origin[order][:-1]]
    gap = np.r_[0, np.diff(birth[order])]
    dropped = order[same & (gap < 300)]
    kept = origin.copy()
    kept[dropped] = -1
    have = np.flatnonzero(kept >= 0)
    kept[have[ranks(kept[have]) >= _CHILDREN_AT_MOST]] = -1
    return kept


def _find_parents(
    male: NDArray, birth: NDArray, death: NDArray, families: Families, rng: np.random.Generator
) -> NDArray[np.int64]:
    """The family everybody was born into; -1 for those whose parents lived elsewhere or died long ago."""
    search = _search(families, birth, death)
    age = ages(birth, BASE)
    known = np.where(age < 18, 0.985, np.where(age < 40, np.where(male, 0.93, 0.75), 0.6))
    seeking = rng.random(len(birth)) < known
    reach = max(2, len(families) // 400)
    origin = np.full(len(birth), -1, np.int64)
    for _ in range(6):
        children = np.flatnonzero(seeking & (origin < 0))
        gap = np.clip(rng.normal(26.3, 4.6, len(children)), 18.5, 43) * YEAR
        wanted = birth[children] - gap.astype(np.int64)
        place = np.searchsorted(search.bearing, wanted) + rng.integers(-reach, reach + 1, len(children))
        place = np.clip(place, 0, len(families) - 1)
        family = search.order[place]
        fits = _possible(search, birth[children], family, search.bearing[place])
        origin[children[fits]] = family[fits]
        origin = _keep_spaced(origin, birth)
    return origin


def _make_twins(origin: NDArray, birth: NDArray, rng: np.random.Generator) -> None:
    """Turn one in a hundred children under 26 into twins of the child born next in the county, in place."""
    young = np.flatnonzero((origin >= 0) & (birth > BASE - 26 * YEAR) & (birth <= BASE))
    young = young[np.argsort(birth[young], kind="stable")]
    first = np.flatnonzero(rng.random(max(0, len(young) - 1)) < 0.005)
    first = first[np.diff(first, prepend=-9) > 1]
    origin[young[first + 1]] = origin[young[first]]
    birth[young[first + 1]] = birth[young[first]]


def _date_marriages(
    families: Families, origin: NDArray, birth: NDArray, death: NDArray, rng: np.random.Generator
) -> None:
    """Wedding days of age and mostly before the first child, divorces after the last one; in place."""
    bearing = families.bearing(birth)
    first, last = np.full(len(families), NEVER, np.int64), np.full(len(families), -(10**6), np.int64)
    children = np.flatnonzero(origin >= 0)
    np.minimum.at(first, origin[children], birth[children])
    np.maximum.at(last, origin[children], birth[children])
    now = (BASE - bearing) / YEAR
    recent = 20.3 + (now + 1.0 - 20.3) * rng.random(len(families)) ** 0.7
    age = np.where(now < 33, recent, 20.2 + rng.gamma(2.0, 1.6, len(families)))
    his = np.where(families.husband >= 0, birth[families.husband] + int(22.1 * YEAR), -(10**6))
    hers = np.where(families.wife >= 0, birth[families.wife] + int(20.1 * YEAR), -(10**6))
    wedding = np.maximum(bearing + (age * YEAR).astype(np.int64), his)
    wedding = np.minimum(wedding, first - rng.integers(200, 700, len(families)))
    wedding = np.minimum(wedding, HORIZON - rng.integers(1, 700, len(families)))
    # whose child came early could register only once both were of age
    wedding = np.maximum(wedding, np.maximum(his, hers))
    families.married[:] = wedding
    alone = (families.husband < 0) | (families.wife < 0)
    parting = np.maximum(wedding + rng.integers(500, 7000, len(families)), last + 400)
    ends = np.minimum(death[families.husband], death[families.wife])
    splits = (
        (rng.random(len(families)) < 0.13)
        & (wedding > day(1992))
        & ~alone
        & (parting < ends)
        & (parting < HORIZON)
    )
    families.divorced[splits] = parting[splits]


def _drop_impossible_origins(people: People) -> None:
    """Nobody marries a sibling: such wives come from elsewhere instead."""
    families = people.families
    both = (families.husband >= 0) & (families.wife >= 0)
    his, hers = people.origin[families.husband], people.origin[families.wife]
    people.origin[families.wife[both & (his == hers) & (his >= 0)]] = -1


def draw_people(chance: Chance, scale: float) -> People:
    """Everybody the sample knows, with kin; residents first, then floating people and outsiders."""
    rng = chance.generator("population")
    birth, death = _draw_births(scale, rng)
    death = _future_deaths(birth, death, rng)
    male = rng.random(len(birth)) < _male_share(ages(birth, BASE))
    families = _form_families(male, birth, rng)
    origin = _find_parents(male, birth, death, families, rng)
    _make_twins(origin, birth, rng)
    _date_marriages(families, origin, birth, death, rng)
    others = size(FLOATERS, scale) + size(OUTSIDERS, scale)
    adult = BASE - (np.clip(rng.gamma(4, 5, others) + 17, 17, 75) * YEAR).astype(np.int64)
    kind = np.full(len(birth) + others, RESIDENT, np.int8)
    kind[len(birth) :] = FLOATING
    kind[len(birth) + size(FLOATERS, scale) :] = OUTSIDER
    own = np.full(len(kind), -1, np.int64)
    for partner in (families.husband, families.wife):
        own[partner[partner >= 0]] = np.flatnonzero(partner >= 0)
    people = People(
        kind=kind,
        male=np.r_[male, rng.random(others) < 0.55],
        birth=np.r_[birth, adult],
        death=np.r_[death, np.full(others, NEVER, np.int64)],
        origin=np.r_[origin, np.full(others, -1, np.int64)],
        own=own,
        families=families,
    )
    _drop_impossible_origins(people)
    return people
