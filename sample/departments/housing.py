"""住房和城乡建设局: renovated rural houses, a sheet a year."""

import numpy as np

from sample import columns
from sample.desk import Desk, person
from sample.extract import HOUSE, Extract, Page, Role
from sample.timeline import years_of


def rural_dilapidated_house(desk: Desk) -> Extract:
    """农村危房改造: houses renovated since 2014 with the head of the household of that time."""
    houses, census, county = desk.county.houses, desk.census, desk.county
    which = np.flatnonzero(houses.renovated <= desk.day)
    head = houses.owner[which]
    years = years_of(houses.renovated[which])
    _, first = np.unique(head * 10_000 + years, return_index=True)
    which, head, years = which[first], head[first], years[first]
    order = np.lexsort((which, houses.village[which], years))
    which, head, years = which[order], head[order], years[order]
    members = np.bincount(desk.people.household[census.local & (desk.people.household >= 0)],
                          minlength=len(county.households))
    village = houses.village[which]
    danger = houses.danger[which]
    values = [
        desk.name(head), desk.number(head), columns.choose(county.divisions.township_name, village),
        columns.choose(county.divisions.name, village), columns.whole(
            np.maximum(members[houses.household[which]], 1)),
        columns.choose(["土木结构", "砖木结构", "砖混结构"], desk.below("structure", which, 3)),
        columns.choose(list("ABCD"), danger), columns.choose(["修缮加固", "拆除重建"],
                                                             (danger == 3).astype(np.int64)),
        columns.decimal(500_000 + 100_000 * desk.below("grant", which, 30)),
        columns.date(houses.renovated[which]),
        columns.whole(years)]
    seen = np.unique(years)
    pages = tuple(
        Page("农村危房改造台账", f"{year}年", f"慈利县{year}年农村危房改造对象台账") for year in seen)
    roles = [Role("self", HOUSE, which), person(head, "head")]
    return desk.extract(which, values, roles, pages, np.searchsorted(seen, years))
