"""自然资源局: registered real estate, former owners kept as history."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sample import columns
from sample.desk import Desk
from sample.extract import ENTERPRISE, HOUSE, PERSON, Extract, Role
from sample.property import USES

_RIGHTS = ("国有建设用地使用权/房屋所有权", "宅基地使用权/房屋所有权")


def _owners(desk: Desk, house: NDArray, after: NDArray) -> tuple[NDArray, NDArray, NDArray]:
    """Owner, second owner and owning company of each row; -1 for none."""
    houses = desk.county.houses
    company = np.where(after, -1, houses.company[house])
    first = np.where(after, houses.buyer[house], np.where(company >= 0, -1, houses.owner[house]))
    return first, np.where(after, -1, houses.co_owner[house]), company


def real_estate(desk: Desk) -> Extract:
    """不动产登记: a row a right; a sale leaves the old right as 历史 under its own certificate."""
    houses, day = desk.county.houses, desk.day
    held = np.flatnonzero(houses.registered <= day)
    sold = held[houses.sold[held] <= day]
    house = np.concatenate([held, sold])
    after = np.arange(len(house)) >= len(held)
    order = np.lexsort((after, house))
    house, after = house[order], after[order]
    first, second, company = _owners(desk, house, after)
    comma = desk.happens("comma", house, 0.35).astype(np.int64)
    glue = columns.blank(columns.choose(["、", ","], comma), second < 0)
    owner = columns.either(company >= 0, desk.company(company), desk.name(first))
    number = columns.either(company >= 0, desk.credit_code(company), desk.number(first))
    past = ~after & (houses.sold[house] <= day)
    status = np.where(past, 1, np.array([0, 2, 3])[houses.burden[house]])
    day_registered = np.where(after, houses.sold[house], houses.registered[house])
    values = [
        columns.take(houses.unit, house),
        columns.join("湘(2020)慈利县不动产权第", columns.whole(house * 2 + after, 7), "号"),
        columns.join(owner, columns.join(glue, desk.name(second)).fill_null("")),
        columns.join(number, columns.join(glue, desk.number(second)).fill_null("")),
        columns.take(houses.location, house), columns.choose(USES, houses.use[house]),
        columns.decimal(houses.area[house]), columns.choose(_RIGHTS,
                                                            (houses.use[house] == 1).astype(np.int64)),
        columns.time(day_registered, 28_800 + desk.below("clock", house * 2 + after, 30_000)),
        columns.choose(["现势", "历史", "查封", "抵押"], status)]
    roles = [Role("self", HOUSE, house), Role("owner", PERSON, first), Role("owner", PERSON, second, 2),
             Role("owner", ENTERPRISE, company)]
    extract = desk.extract(house * 2 + after, values, roles)
    joint = second >= 0
    extract.plant("D-19", "证件号", joint, pa.nulls(len(house), pa.string()))
    return extract
