"""住房和城乡建设局: renovated rural houses, a sheet a year."""

import numpy as np
from numpy.typing import NDArray

from sample import columns
from sample.desk import Desk, person
from sample.extract import HOUSE, PERSON, Extract, Page, Role
from sample.timeline import years_of

_REBUILT = 3
"""Houses of grade D are rebuilt, the others repaired."""


def rural_dilapidated_house(desk: Desk) -> Extract:
    """农村危房改造: houses renovated since 2014 with the head of the household of that time."""
    houses, county = desk.county.houses, desk.county
    which = np.flatnonzero(houses.renovated <= desk.day)
    # The key is head and year: a second house of one head in one year is not taken up.
    _, first = np.unique(houses.owner[which] * 10_000 + years_of(houses.renovated[which]), return_index=True)
    which = which[first]
    years, village = years_of(houses.renovated[which]), houses.village[which]
    order = np.lexsort((which, village, years))
    which, years, village = which[order], years[order], village[order]
    head, danger = houses.owner[which], houses.danger[which]
    seen = np.unique(years)
    pages = tuple(Page("农村危房改造台账", f"{year}年", f"慈利县{year}年农村危房改造台账") for year in seen)
    town, name = (
        columns.choose(names, village) for names in (county.divisions.township_name, county.divisions.name)
    )
    combined = desk.rarely("village with its township", which, 0.004, which >= 0)
    extract = desk.extract(
        which,
        {
            "户主姓名": desk.name(head),
            "户主身份证号": desk.number(head),
            "乡镇": town,
            "村": columns.either(combined, columns.join(town, name), name),
            "家庭人口": columns.whole(np.maximum(desk.census.members[houses.household[which]], 1)),
            "房屋结构": columns.choose(
                ["土木结构", "砖木结构", "砖混结构"], desk.below("structure", which, 3)
            ),
            "危房等级": columns.choose(list("ABCD"), danger),
            "改造方式": columns.either(danger == _REBUILT, "拆除重建", "修缮加固"),
            "补助金额": columns.decimal(500_000 + 100_000 * desk.below("grant", which, 30)),
            "竣工日期": columns.date(houses.renovated[which]),
            "年度": columns.whole(years),
        },
        [Role("self", HOUSE, which), person(head, "head")],
        pages,
        np.searchsorted(seen, years),
    )
    extract.plant("A-06", "村", combined, name)
    extract.lead("HOUSE_SUBSIDISED_TWICE", PERSON, _renovated_again(houses.household[which], years, head))
    return extract


def _renovated_again(household: NDArray, years: NDArray, head: NDArray) -> NDArray[np.int64]:
    """The last heads of households that were paid for in several years."""
    order = np.lexsort((head, years, household))
    household, years, head = household[order], years[order], head[order]
    first = np.r_[True, household[1:] != household[:-1]]
    last = np.r_[first[1:], True]
    earliest = years[np.flatnonzero(first)][np.cumsum(first) - 1]
    return head[last & (years > earliest)]
