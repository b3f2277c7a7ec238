"""自然资源局: registered real estate, former owners kept as history."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sample import columns
from sample.departments.civil_affairs import receives_relief
from sample.desk import Desk
from sample.extract import ENTERPRISE, HOUSE, PERSON, Extract, Role
from sample.property import USES

_STATES = ("现势", "历史", "查封", "抵押")
_PAST = 1


@dataclass(frozen=True)
class _Rights:
    """A row a right: the house, whether it is the buyer's right, and who holds it (-1 for nobody)."""

    house: NDArray[np.int64]
    bought: NDArray[np.bool_]
    owner: NDArray[np.int64]
    co_owner: NDArray[np.int64]
    company: NDArray[np.int64]
    state: NDArray[np.int64]

    @property
    def key(self) -> NDArray[np.int64]:
        """The number of the right."""
        return self.house * 2 + self.bought


def _rights(desk: Desk) -> _Rights:
    """Rights on file: of the first owner, and of the buyer where a house was sold."""
    houses = desk.county.houses
    held = np.flatnonzero(houses.registered <= desk.day)
    sold = held[houses.sold[held] <= desk.day]
    house = np.concatenate([held, sold])
    bought = np.arange(len(house)) >= len(held)
    order = np.lexsort((bought, house))
    house, bought = house[order], bought[order]
    company = np.where(bought, -1, houses.company[house])
    owner = np.where(bought, houses.buyer[house], np.where(company >= 0, -1, houses.owner[house]))
    past = ~bought & (houses.sold[house] <= desk.day)
    state = np.where(past, _PAST, np.array([0, 2, 3])[houses.burden[house]])
    return _Rights(house, bought, owner, np.where(bought, -1, houses.co_owner[house]), company, state)


def _housed_on_relief(desk: Desk, rights: _Rights) -> NDArray[np.int64]:
    """Members of households on relief who own town dwellings, where the household has two or more."""
    town = (rights.state != _PAST) & (desk.county.houses.use[rights.house] == 0)
    owner = np.concatenate([rights.owner[town], rights.co_owner[town]])
    house = np.tile(rights.house[town], 2)
    relieved = (owner >= 0) & receives_relief(desk.county, desk.window)[owner]
    owner, house = owner[relieved], house[relieved]
    household = desk.people.household[owner]
    held = np.unique(np.stack([household, house], axis=1), axis=0)[:, 0]
    return owner[np.isin(household, held[np.flatnonzero(np.diff(held) == 0)])]


def real_estate(desk: Desk) -> Extract:
    """不动产登记: a row a right; a sale leaves the old right as 历史 under its own certificate."""
    houses, rights = desk.county.houses, _rights(desk)
    house, company = rights.house, rights.company
    comma = columns.either(desk.happens("comma", house, 0.35), ",", "、")
    glue = columns.blank(comma, rights.co_owner < 0)
    name = columns.either(company >= 0, desk.company(company), desk.name(rights.owner))
    number = columns.either(company >= 0, desk.credit_code(company), desk.number(rights.owner))
    registered = np.where(rights.bought, houses.sold[house], houses.registered[house])
    extract = desk.extract(
        rights.key,
        {
            "不动产单元号": columns.take(houses.unit, house),
            "不动产权证号": columns.join("湘(2020)慈利县不动产权第", columns.whole(rights.key, 7), "号"),
            "权利人名称": columns.join(name, columns.join(glue, desk.name(rights.co_owner)).fill_null("")),
            "证件号": columns.join(number, columns.join(glue, desk.number(rights.co_owner)).fill_null("")),
            "坐落": columns.take(houses.location, house),
            "用途": columns.choose(USES, houses.use[house]),
            "建筑面积": columns.decimal(houses.area[house]),
            "权利类型": columns.either(
                houses.use[house] == 1, "宅基地使用权/房屋所有权", "国有建设用地使用权/房屋所有权"
            ),
            "登记时间": columns.time(registered, 28_800 + desk.below("clock", rights.key, 30_000)),
            "权利状态": columns.choose(_STATES, rights.state),
        },
        [
            Role("self", HOUSE, house),
            Role("owner", PERSON, rights.owner),
            Role("owner", PERSON, rights.co_owner, 2),
            Role("owner", ENTERPRISE, company),
        ],
    )
    extract.plant("D-19", "证件号", rights.co_owner >= 0)
    extract.lead("W-09", PERSON, _housed_on_relief(desk, rights))
    return extract
