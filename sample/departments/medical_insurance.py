"""医疗保障局: enrolment in basic medical insurance, and settlements."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sample import columns
from sample.desk import Desk, person
from sample.extract import PERSON, Extract, take
from sample.programmes import stopped
from sample.story import County
from sample.timeline import ages, years_of

MANY_ACCOUNTS = 23
"""Accounts under one number, as in the published case."""
_CATEGORIES = ("普通居民", "在校学生", "新生儿", "低保对象", "在职职工", "退休人员")
_HOSPITALS = ("慈利县人民医院", "慈利县中医医院", "慈利县妇幼保健院", "张家界市人民医院", "湖南省人民医院")
_CARE = ("门诊", "住院", "购药", "门诊慢特病")


def account(who: NDArray) -> pa.Array:
    """The insurance's own number of a person."""
    return columns.join("43080000", columns.whole(10**7 + who, 10))


def staff(county: County, day: int) -> NDArray[np.bool_]:
    """Who is insured as an employee: registered work at an insuring employer of the county."""
    programmes = county.programmes
    return (programmes.employer >= 0) & (programmes.employed_since <= day) & (
        programmes.unemployed_since > day)


def covered(desk: Desk) -> tuple[NDArray, NDArray, NDArray]:
    """Who is on the list: the insured, the recently dead, those who moved out but were not taken off."""
    census, people = desk.census, desk.people
    insured = desk.county.programmes.insured & census.born & (people.kind < 2)
    floating = (people.kind == 1) & ~desk.happens("floating insured", people.keys, 0.12)
    infant = (people.kind == 0) & ~census.on_register & desk.happens("infant waits", people.keys, 0.5)
    gone = people.death <= desk.day
    left = people.moved_out <= desk.day
    kept = (~gone | (people.death > desk.day - 365)) & (~left
                                                        | desk.happens("keeps movers", people.keys, 0.1))
    return np.flatnonzero(insured & ~floating & ~infant & kept), gone, left


def enrollment(desk: Desk) -> Extract:
    """基本医保参保: nearly everybody; infants at times under their mother's number, a few people twice."""
    census, people, programmes = desk.census, desk.people, desk.county.programmes
    who, gone, left = covered(desk)
    employed = staff(desk.county, desk.day)[who] & ~gone[who]
    both = np.flatnonzero(desk.rarely("both insurances", who, 0.0015, employed))
    rows = np.concatenate([np.arange(len(who)), both])
    second = np.arange(len(rows)) >= len(who)
    who, employed = who[rows], employed[rows] & ~second
    dead = gone[who]
    active = ~dead | (stopped(people, desk.county.chance, "insurance")[who] > desk.day)
    age = ages(people.birth[who], desk.day)
    _, mother = people.parents()
    number = desk.number(who)
    infant = (age < 2) & (mother[who] >= 0)
    borrowed = infant & (desk.happens("mother's number", who, 0.08) | ~columns.present(number))
    number = columns.either(borrowed, desk.number(mother[who]), number)
    category = np.where(employed, 4, np.where(programmes.grade[who] >= 0, 1, np.where(age < 1, 2, 0)))
    values = [
        columns.either(second, columns.join(account(who), "R"), account(who)), desk.name(who), number,
        desk.sex(who),
        desk.birth(who), columns.choose(["居民医保", "职工医保"], employed.astype(np.int64)),
        columns.choose(["终止", "正常"], active.astype(np.int64)), columns.choose(_CATEGORIES, category),
        columns.join("DW", columns.whole(programmes.employer[who] + 1, 8, absent=~employed)),
        desk.division(who),
        desk.phone(who, 0.6), columns.whole(np.full(len(who), years_of(np.array([desk.day]))[0]))]
    extract = desk.extract(who + 10**9 * second, values, [person(who)])
    extract.plant("D-10", "证件号码", borrowed, desk.number(who))
    extract.plant("X-03", None, dead & active)
    extract.plant("X-04", None, left[who] & ~dead)
    extract.lead("W-06", PERSON, who[second])
    return _many_accounts(desk, extract, who)


def _many_accounts(desk: Desk, extract: Extract, who: NDArray) -> Extract:
    """The list with one person in ten thousand enrolled under 23 accounts."""
    eligible = np.flatnonzero((desk.census.local[who]) & (desk.census.age[who] > 30) & (extract.keys < 10**9))
    wanted = max(1, round(len(who) / 70_000))
    chosen = eligible[np.argsort(desk.county.chance.bits("many accounts", who[eligible]),
                                 kind="stable")[:wanted]]
    copies = np.repeat(chosen, MANY_ACCOUNTS - 1)
    serial = np.tile(np.arange(1, MANY_ACCOUNTS), len(chosen))
    result = take(extract, np.concatenate([np.arange(len(extract)), copies]))
    fresh = np.arange(len(result)) >= len(extract)
    result.keys[fresh] += serial * 2 * 10**9
    numbered = columns.join(account(who[copies]), "-", columns.whole(serial, 2))
    result.columns["人员编号"] = columns.patch(result.columns["人员编号"], np.flatnonzero(fresh), numbered)
    result.plant("D-13", "证件号码", (fresh | np.isin(np.arange(len(result)), chosen))
                 & ~result.spoilt("证件号码"))
    result.leads = extract.leads
    result.lead("D-13", PERSON, who[chosen])
    return result


def _visits(desk: Desk, month: int) -> NDArray[np.int64]:
    """Who was treated in the month that begins on a day, once for each visit."""
    census, people = desk.census, desk.people
    age = census.age
    yearly = np.where(age < 6, 2.6, np.where(age < 40, 0.85, np.where(age < 60, 1.7, 4.3)))
    insured = desk.county.programmes.insured & (people.kind == 0) & (people.birth < month) & (
        people.death > month + 31)
    insured &= (people.moved_out > month) & census.on_register
    draws = desk.county.chance.generator(f"visits {month}").poisson(yearly * insured / 12)
    return np.repeat(people.keys, draws)


def settlement(desk: Desk) -> Extract:
    """医疗费用结算 of one month (`window` is the month): treatments, and a few reversals under the same number."""
    month, until = desk.window.since + 1, desk.window.until
    who = _visits(desk, month)
    rng = desk.county.chance.generator(f"treatments {month}")
    day = month + rng.integers(0, until - month + 1, len(who))
    who, day = (lambda order: (who[order], day[order]))(np.lexsort((who, day)))
    care = rng.choice(4, len(who), p=[0.55, 0.09, 0.27, 0.09])
    amounts = _amounts(rng, care)
    serial = np.arange(len(who))
    reversed_ = np.flatnonzero(desk.happens(f"reversed {month}", serial, 0.003))
    rows = np.concatenate([serial, reversed_])
    sign = np.where(np.arange(len(rows)) < len(who), 1, -1)
    who, day, care, serial = who[rows], day[rows], care[rows], serial[rows]
    total, fund, major, relief, own, uncovered = (amount[rows] * sign for amount in amounts)
    hospital = np.where(care == 1, desk.below("hospital", who, 5), -1)
    township = desk.county.divisions.township_name
    place = columns.either(hospital >= 0, columns.choose(_HOSPITALS, hospital), columns.join(
        columns.choose(township, desk.village(who)), columns.choose(["中心卫生院", "大药房"],
                                                                    (care == 2).astype(np.int64))))
    values = [
        columns.join(f"YB{month}", columns.whole(serial, 8)), account(who), desk.name(who),
        desk.number(who), columns.date(day), place, columns.choose(_CARE, care), columns.decimal(total),
        columns.decimal(fund), columns.decimal(major, major == 0), columns.decimal(relief, relief == 0),
        columns.decimal(own), columns.decimal(uncovered)]
    extract = desk.extract(month * 10**9 + serial + (sign < 0) * 5 * 10**8, values, [person(who)])
    extract.plant("X-12", "总费用", sign < 0)
    return extract


def _amounts(rng: np.random.Generator, care: NDArray) -> tuple[NDArray, ...]:
    """Total, fund, major-illness, relief, own and uncovered parts, in hundredths, adding up."""
    scale = np.array([9_000, 420_000, 6_500, 18_000])[care]
    total = np.maximum((scale * rng.lognormal(0, 0.8, len(care))).astype(np.int64), 100)
    uncovered = (total * rng.uniform(0, 0.25, len(care))).astype(np.int64)
    covered = total - uncovered
    fund = (covered * np.where(care == 1, 0.68, np.where(care == 2, 0.0, 0.5))).astype(np.int64)
    major = np.where((care == 1) & (total > 1_500_000), (covered - fund) // 2, 0)
    relief = np.where((care == 1) & (rng.random(len(care)) < 0.06), (covered - fund - major) // 2, 0)
    return total, fund, major, relief, covered - fund - major - relief, uncovered
