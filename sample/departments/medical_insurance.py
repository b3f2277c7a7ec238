"""医疗保障局: enrolment in basic medical insurance, and settlements."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sample import columns
from sample.desk import Desk, Window, person
from sample.extract import HOUSEHOLD, PERSON, Extract, take
from sample.people import FLOATING, OUTSIDER, RESIDENT
from sample.programmes import stopped
from sample.story import County
from sample.timeline import BASE, years_of

MANY_ACCOUNTS = 23
"""Accounts under one number, as in the published case."""
_PEOPLE_PER_CASE = 70_000
_SECOND, _COPY = 10**9, 2 * 10**9
_CATEGORIES = ("普通居民", "在校学生", "新生儿", "在职职工")
_HOSPITALS = ("慈利县人民医院", "慈利县中医医院", "慈利县妇幼保健院", "张家界市人民医院", "湖南省人民医院")
_CARE = ("门诊", "住院", "购药", "门诊慢特病")
_IN_WARD, _PHARMACY = 1, 2
_REVERSAL = 5 * 10**8
_BURDEN = 480_000
"""Hundredths of a yuan of a year from which a watched household is noticed."""


def account(who: NDArray) -> pa.Array:
    """The insurance's own number of a person."""
    return columns.join("43080000", columns.whole(10**7 + who, 10))


def staff(county: County, day: int) -> NDArray[np.bool_]:
    """Who is insured as an employee: registered work at an insuring employer of the county."""
    programmes = county.programmes
    return (
        (programmes.employer >= 0) & (programmes.employed_since <= day) & (programmes.unemployed_since > day)
    )


def covered(desk: Desk) -> NDArray[np.int64]:
    """Who is on the list: the insured, the dead of the last year, some who moved out."""
    census, people, keys = desk.census, desk.people, desk.people.keys
    insured = desk.county.programmes.insured & census.born & (people.kind != OUTSIDER)
    waits = (people.kind == RESIDENT) & ~census.on_register & desk.happens("infant waits", keys, 0.5)
    elsewhere = (people.kind == FLOATING) & ~desk.happens("floating insured", keys, 0.12)
    stays = (people.moved_out > desk.day) | desk.happens("keeps movers", keys, 0.1)
    return np.flatnonzero(insured & ~waits & ~elsewhere & stays & (people.death > desk.day - 365))


def _written_numbers(desk: Desk, who: NDArray) -> tuple[pa.Array, NDArray]:
    """Numbers on the list, and where an infant stands under its mother's (D-10)."""
    _, mother = desk.people.parents()
    number = desk.number(who)
    infant = (desk.census.age[who] < 2) & (mother[who] >= 0)
    borrowed = infant & (desk.happens("mother's number", who, 0.08) | ~columns.present(number))
    return columns.either(borrowed, desk.number(mother[who]), number), borrowed


def enrollment(desk: Desk) -> Extract:
    """基本医保参保: nearly everybody; infants at times under their mother's number, a few people twice."""
    people, programmes, listed = desk.people, desk.county.programmes, covered(desk)
    employee = staff(desk.county, desk.day) & desk.census.alive
    both = listed[desk.rarely("both insurances", listed, 0.0015, employee[listed])]
    who = np.concatenate([listed, both])
    second = np.arange(len(who)) >= len(listed)
    employed = employee[who] & ~second
    dead, left = people.death[who] <= desk.day, people.moved_out[who] <= desk.day
    active = ~dead | (stopped(people, desk.county.chance, "insurance")[who] > desk.day)
    number, borrowed = _written_numbers(desk, who)
    pupil = np.where(programmes.grade[who] >= 0, 1, np.where(desk.census.age[who] < 1, 2, 0))
    extract = desk.extract(
        who + _SECOND * second,
        {
            "人员编号": columns.either(second, columns.join(account(who), "R"), account(who)),
            "姓名": desk.name(who),
            "证件号码": number,
            "性别": desk.sex(who),
            "出生日期": desk.birth(who),
            "参保险种": columns.either(employed, "职工医保", "居民医保"),
            "参保状态": columns.either(active, "正常", "终止"),
            "参保人员类别": columns.choose(_CATEGORIES, np.where(employed, 3, pupil)),
            "单位编号": columns.join("DW", columns.whole(programmes.employer[who] + 1, 8, absent=~employed)),
            "参保地区划": desk.division(who),
            "联系电话": desk.phone(who, 0.6),
            "缴费年度": columns.whole(np.repeat(years_of(np.array([desk.day])), len(who))),
        },
        [person(who)],
    )
    extract.plant("D-10", "证件号码", borrowed, desk.number(who))
    extract.plant("X-03", None, dead & active)
    extract.plant("X-04", None, left & ~dead)
    extract.lead("W-06", PERSON, both)
    extract.lead("X-03", PERSON, who[dead & active & desk.county.undue(desk.day)[who]])
    return _many_accounts(desk, extract, who)


def _many_accounts(desk: Desk, extract: Extract, who: NDArray) -> Extract:
    """The list with a few people enrolled under 23 accounts."""
    eligible = np.flatnonzero(desk.census.local[who] & (desk.census.age[who] > 30) & (extract.keys < _SECOND))
    order = np.argsort(desk.county.chance.bits("many accounts", who[eligible]), kind="stable")
    chosen = eligible[order[: max(1, round(len(who) / _PEOPLE_PER_CASE))]]
    copies = np.repeat(chosen, MANY_ACCOUNTS - 1)
    serial = np.tile(np.arange(1, MANY_ACCOUNTS), len(chosen))
    result = take(extract, np.concatenate([np.arange(len(extract)), copies]))
    fresh = np.arange(len(extract), len(result))
    result.keys[fresh] += serial * _COPY
    numbered = columns.join(account(who[copies]), "-", columns.whole(serial, 2))
    result.columns["人员编号"] = columns.patch(result.columns["人员编号"], fresh, numbered)
    shared = np.isin(np.arange(len(result)), np.concatenate([chosen, fresh]))
    result.plant("D-13", "证件号码", shared & ~result.spoilt("证件号码"))
    result.leads = extract.leads
    result.lead("D-13", PERSON, who[chosen])
    return result


@dataclass(frozen=True)
class _Treatments:
    """Treatments of a month; amounts in hundredths; reversals are negative and repeat a serial."""

    serial: NDArray[np.int64]
    who: NDArray[np.int64]
    day: NDArray[np.int64]
    care: NDArray[np.int64]
    amounts: dict[str, NDArray[np.int64]]
    reversal: NDArray[np.bool_]


def _visits(desk: Desk, month: int) -> NDArray[np.int64]:
    """Who was treated in the month that begins on a day, once for each visit."""
    census, people, age = desk.census, desk.people, desk.census.age
    yearly = np.where(age < 6, 2.6, np.where(age < 40, 0.85, np.where(age < 60, 1.7, 4.3)))
    insured = desk.county.programmes.insured & (people.birth < month) & (people.death > month + 31)
    insured &= (people.moved_out > month) & census.on_register
    draws = desk.county.chance.generator(f"visits {month}").poisson(yearly * insured / 12)
    return np.concatenate([np.repeat(people.keys, draws), np.flatnonzero(_misused(desk, month))])


def _misused(desk: Desk, month: int) -> NDArray[np.bool_]:
    """The dead of the last four weeks whose card somebody else still uses."""
    people = desk.people
    dead = (people.death < month - 3) & (people.death >= month - 31) & desk.county.programmes.insured
    return dead & desk.county.chance.happens("card misused", people.keys, 0.015)


def _amounts(rng: np.random.Generator, care: NDArray) -> dict[str, NDArray[np.int64]]:
    """Total and its parts by header, in hundredths, adding up."""
    typical = np.array([9_000, 420_000, 6_500, 18_000])[care]
    total = np.maximum((typical * rng.lognormal(0, 0.8, len(care))).astype(np.int64), 100)
    uncovered = (total * rng.uniform(0, 0.25, len(care))).astype(np.int64)
    covered_part, ward = total - uncovered, care == _IN_WARD
    fund = (covered_part * np.where(ward, 0.68, np.where(care == _PHARMACY, 0.0, 0.5))).astype(np.int64)
    major = np.where(ward & (total > 1_500_000), (covered_part - fund) // 2, 0)
    relief = np.where(ward & (rng.random(len(care)) < 0.06), (covered_part - fund - major) // 2, 0)
    return {
        "总费用": total,
        "统筹支付": fund,
        "大病支付": major,
        "医疗救助": relief,
        "个人自付": covered_part - fund - major - relief,
        "个人自费": uncovered,
    }


def _treatments(desk: Desk) -> _Treatments:
    """The month's treatments by day, with a few reversals at the end."""
    month, until = desk.window.since + 1, desk.window.until
    who = _visits(desk, month)
    rng = desk.county.chance.generator(f"treatments {month}")
    day = month + rng.integers(0, until - month + 1, len(who))
    order = np.lexsort((who, day))
    who, day = who[order], day[order]
    care = rng.choice(len(_CARE), len(who), p=[0.55, 0.09, 0.27, 0.09])
    amounts = _amounts(rng, care)
    serial = np.arange(len(who))
    rows = np.concatenate([serial, np.flatnonzero(desk.happens(f"reversed {month}", serial, 0.003))])
    reversal = np.arange(len(rows)) >= len(serial)
    signed = {header: amount[rows] * np.where(reversal, -1, 1) for header, amount in amounts.items()}
    return _Treatments(serial[rows], who[rows], day[rows], care[rows], signed, reversal)


def settlement(desk: Desk) -> Extract:
    """医疗费用结算 of one month (`window` is the month): treatments, a few of them reversed."""
    month, done = desk.window.since + 1, _treatments(desk)
    who, ward = done.who, done.care == _IN_WARD
    nearby = columns.join(
        columns.choose(desk.county.divisions.township_name, desk.village(who)),
        columns.either(done.care == _PHARMACY, "大药房", "中心卫生院"),
    )
    hospital = columns.choose(_HOSPITALS, desk.below("hospital", who, len(_HOSPITALS)))
    optional = ("大病支付", "医疗救助")
    extract = desk.extract(
        month * 10**9 + done.serial + done.reversal * _REVERSAL,
        {
            "结算流水号": columns.join(f"YB{month}", columns.whole(done.serial, 8)),
            "人员编号": account(who),
            "姓名": desk.name(who),
            "证件号码": desk.number(who),
            "就诊日期": columns.date(done.day),
            "医疗机构": columns.either(ward, hospital, nearby),
            "医疗类别": columns.choose(_CARE, done.care),
            **{
                header: columns.decimal(amount, (amount == 0) & (header in optional))
                for header, amount in done.amounts.items()
            },
        },
        [person(who)],
    )
    wrong = desk.happens("wrong sum", extract.keys, 0.0005) & ~done.reversal
    total = columns.decimal(done.amounts["总费用"] + 10_000 * wrong)
    extract.plant("X-07", "总费用", wrong, extract.columns["总费用"])
    extract.columns["总费用"] = total
    extract.plant("X-12", "总费用", done.reversal)
    known = desk.county.death_known(max(desk.day, BASE))
    extract.lead("TREATED_AFTER_DEATH", PERSON, who[(desk.people.death[who] < done.day) & known[who]])
    if desk.day >= BASE:
        extract.lead("W-03", HOUSEHOLD, _burdened(desk))
    return extract


def _burdened(desk: Desk) -> NDArray[np.int64]:
    """Watched households that bore nearly 6,000 yuan or more of their members' treatments of twelve months."""
    household, month = desk.people.household, np.datetime64(desk.day, "D").astype("datetime64[M]")
    burden = np.zeros(len(desk.county.households), np.int64)
    starts = [
        int(start.astype("datetime64[D]").astype(np.int64)) for start in np.arange(month - 11, month + 2)
    ]
    for start, after in pairwise(starts):
        done = _treatments(Desk(desk.county, desk.dataset, Window(start - 1, after - 1)))
        known = household[done.who] >= 0
        paid = done.amounts["个人自付"] + done.amounts["个人自费"]
        np.add.at(burden, household[done.who[known]], paid[known])
    watched = desk.county.programmes.household_poverty > 0
    return np.flatnonzero(watched & (burden >= _BURDEN))
