"""财政局: subsidies paid by one card, a file a month."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sample import columns
from sample.census import Census
from sample.desk import Desk, person
from sample.extract import PERSON, Extract, stack
from sample.programmes import allowance_amount
from sample.story import County
from sample.timeline import BASE, day, years_of

FIRST_PAYMENT = day(2022, 9, 30)
"""Payments are delivered for the months after this day."""
_MONTHLY = 0
_GONE_VILLAGES = ("红旗岭联合村", "向阳坡新村", "跃进水库村", "五七农场村")
"""Villages that no list of divisions has."""


@dataclass(frozen=True)
class _Project:
    """A subsidy: its code, name and the month of the year it is paid in (0: every month)."""

    code: str
    name: str
    month: int


_PROJECTS = (
    _Project("CZ001", "耕地地力保护补贴", 5),
    _Project("CZ002", "稻谷目标价格补贴", 9),
    _Project("CZ003", "退耕还林补助", 11),
    _Project("CZ004", "生态公益林补偿", 3),
    _Project("CZ005", "农村部分计划生育家庭奖励扶助金", 8),
    _Project("CZ006", "脱贫人口务工交通补助", 10),
    _Project("CZ007", "高龄津贴", _MONTHLY),
    _Project("CZ008", "农村低保金", _MONTHLY),
    _Project("CZ009", "城市低保金", _MONTHLY),
    _Project("CZ010", "残疾人两项补贴", _MONTHLY),
)


@dataclass(frozen=True)
class _Due:
    """Payments of one project in one month: who, hundredths of a yuan, number of the entitlement."""

    payee: NDArray[np.int64]
    amount: NDArray[np.int64]
    number: NDArray[np.int64]


def _land(desk: Desk, place: int) -> _Due:
    """Yearly subsidies of contracted land, paid to the speaker; after a death mostly to the new head."""
    land, people = desk.county.land, desk.people
    share = (0.98, 0.85, 0.42, 0.68)[place]
    rate = (10_500, 6_200, 12_500, 1_600)[place]
    held = np.flatnonzero(desk.county.chance.happens(f"project {place}", land.household, share))
    speaker, heads = (
        land.speaker[held],
        _heads(desk.census, len(desk.county.households))[land.household[held]],
    )
    dead = people.death[speaker] <= desk.day
    forgotten = dead & desk.county.chance.happens("dead speaker", speaker, 0.06)
    payee = np.where(dead & ~forgotten, heads, speaker)
    return _kept(payee, land.area[held] * rate // 100, held)


def _kept(payee: NDArray, amount: NDArray, number: NDArray) -> _Due:
    """Only payments that somebody receives."""
    known = payee >= 0
    return _Due(payee[known], amount[known], number[known])


def _heads(census: Census, households: int) -> NDArray[np.int64]:
    """The living head of each household, -1 where nobody is left."""
    people = census.people
    heads = np.full(households, -1, np.int64)
    leading = np.flatnonzero(census.local & (census.head == people.keys))
    heads[people.household[leading]] = leading
    return heads


def _persons(desk: Desk, place: int) -> _Due:
    """Yearly subsidies of persons: family planning reward, travel of migrant workers out of poverty."""
    census, people, chance = desk.census, desk.people, desk.county.chance
    if place == 4:
        due = census.local & (census.age >= 60) & chance.happens("reward", people.keys, 0.075)
        return _Due(np.flatnonzero(due), np.full(int(due.sum()), 96_000), np.flatnonzero(due))
    poor = (desk.county.programmes.household_poverty[people.household] >= 0) & (people.household >= 0)
    due = np.flatnonzero(
        census.local & poor & (people.away >= 0) & chance.happens("travel", people.keys, 0.8)
    )
    return _Due(due, 20_000 + 10_000 * (due % 5), due)


def _allowance(desk: Desk) -> _Due:
    """The old-age allowance of a month."""
    programmes, people = desk.county.programmes, desk.people
    due = np.flatnonzero(
        (programmes.allowance_since <= desk.day)
        & (programmes.allowance_until > desk.day - 25)
        & (people.moved_out > desk.day)
    )
    return _Due(due, allowance_amount(desk.census.age[due]), due)


def _relief(desk: Desk, urban: bool) -> _Due:
    """Subsistence relief of a month, one payment a household to its head."""
    programmes, county = desk.county.programmes, desk.county
    in_town = county.divisions.urban[county.households.village]
    due = np.flatnonzero(
        (programmes.household_relief_since <= desk.day)
        & (in_town == urban)
        & (programmes.household_relief_until > desk.day)
    )
    return _kept(_heads(desk.census, len(county.households))[due], 45_000 + 5_000 * (due % 9), due)


def takes_two_allowances(county: County) -> NDArray[np.bool_]:
    """Who asks for the allowances of disabled people as soon as entitled."""
    return ~county.chance.happens("two allowances not taken", county.people.keys, 0.06)


def _two_allowances(desk: Desk) -> _Due:
    """Allowances of people with severe disability or, in relief households, any disability."""
    programmes, people = desk.county.programmes, desk.people
    household = people.household
    relief = (household >= 0) & (programmes.household_relief_since[household] <= desk.day)
    entitled = (programmes.certified + 60 <= desk.day) & ((programmes.disability_grade <= 1) | relief)
    alive = programmes.two_allowances_until > desk.day - 25
    takes = takes_two_allowances(desk.county)
    due = np.flatnonzero(entitled & alive & takes & (people.moved_out > desk.day))
    return _Due(due, np.full(len(due), 8_000), due)


def _due(desk: Desk, place: int) -> _Due:
    """Payments of the project at a place in the list, in the month of the desk."""
    if place < 4:
        return _land(desk, place)
    if place < 6:
        return _persons(desk, place)
    return (_allowance, lambda at: _relief(at, False), lambda at: _relief(at, True), _two_allowances)[
        place - 6
    ](desk)


def _paid(desk: Desk, place: int) -> tuple[_Due, NDArray[np.bool_]]:
    """The payments of a project's list, and which of them are paid a second time (W-14)."""
    due = _due(desk, place)
    again = np.flatnonzero(desk.happens(f"twice {place} {desk.day}", due.number, 0.0002))
    rows = np.concatenate([np.arange(len(due.payee)), again])
    return _Due(due.payee[rows], due.amount[rows], due.number[rows]), np.arange(len(rows)) >= len(due.payee)


def _collectors(desk: Desk) -> NDArray[np.int64]:
    """Whose account the payments of each household go to, where six neighbours use one; else -1; -1 at the end."""
    county, count = desk.county, len(desk.county.households)
    order = np.argsort(county.households.village, kind="stable")
    block = np.full(count, -1, np.int64)
    block[order] = np.arange(count) // 6
    first = np.full(block.max() + 1, -1, np.int64)
    head = _heads(county.census(BASE), count)
    first[block[order[::-1]]] = head[order[::-1]]
    keys = np.arange(len(first))
    draw = county.chance.uniform("collector", keys)
    rural = ~county.divisions.urban[county.households.village]
    fit = (first >= 0) & (np.bincount(block[rural], minlength=len(first)) == 6)
    collects = fit & (draw <= max(0.001, draw[fit].min(initial=1)))
    return np.r_[np.where(collects[block], first[block], -1), -1]


def _sheet(desk: Desk, place: int) -> Extract:
    """The payment list of one project and month, with a few double payments and other people's accounts."""
    project, people, divisions = _PROJECTS[place], desk.people, desk.county.divisions
    due, second = _paid(desk, place)
    payee, month = due.payee, desk.window.since + 1
    relative, village = desk.county.relative[payee], desk.village(payee)
    holder = np.where((relative >= 0) & desk.happens("other account", payee, 0.035), relative, payee)
    collector = _collectors(desk)[np.where(people.household[payee] >= 0, people.household[payee], -1)]
    holder = np.where(collector >= 0, collector, holder)
    unnamed = (holder == payee) & desk.happens("no holder", payee, 0.5)
    holder_name = columns.blank(desk.name(holder), unnamed)
    stray = desk.happens("village of long ago", payee, 0.001)
    key = (month * 16 + place) * 10**8 + due.number * 2 + second
    year = int(years_of(np.array([desk.day]))[0])
    extract = desk.extract(
        key,
        {
            "发放流水号": columns.join("YKT", columns.whole(key, 15)),
            "补贴项目": columns.constant(project.name, len(key)),
            "项目代码": columns.constant(project.code, len(key)),
            "姓名": desk.name(payee),
            "身份证号": desk.number(payee),
            "开户姓名": holder_name,
            "银行卡号": desk.card(holder),
            "金额": columns.decimal(due.amount),
            "发放日期": columns.date(month + 11 + (due.number * 7 + place) % 12),
            "乡镇": columns.choose(divisions.township_name, village),
            "村": columns.either(
                stray,
                columns.choose(_GONE_VILLAGES, payee % len(_GONE_VILLAGES)),
                columns.choose(divisions.name, village),
            ),
            "组": columns.join(columns.whole(people.group[payee]), "组"),
            "批次": columns.constant(f"{year}年{project.name}", len(key)),
        },
        [person(payee), person(holder, "account_holder", holder_name)],
    )
    extract.plant("X-09", "村", stray, columns.choose(divisions.name, village))
    _label(desk, extract, payee, second, collector >= 0)
    return extract


def _label(desk: Desk, extract: Extract, payee: NDArray, second: NDArray, collected: NDArray) -> None:
    """Declare payments to the dead, double ones, and those of the last year to a collector's account."""
    # The month of death is still payable.
    overpaid = desk.people.death[payee] < desk.window.since + 1
    extract.plant("X-03", None, overpaid)
    extract.lead("W-02", PERSON, payee[overpaid & desk.county.death_known(desk.day)[payee]])
    extract.lead("W-14", PERSON, payee[second])
    if desk.day > BASE - 360:
        extract.lead("W-13", PERSON, payee[collected])


def subsidy_payment(desk: Desk) -> Extract:
    """一卡通发放 of one month (`window` is the month)."""
    month = desk.window.since + 1
    number = int(np.datetime64(month, "D").astype("datetime64[M]").astype(np.int64)) % 12 + 1
    due = [place for place, project in enumerate(_PROJECTS) if project.month in (_MONTHLY, number)]
    return stack([_sheet(desk, place) for place in due])
