"""Who takes part in which programme from when to when: benefits, insurance, party, school, work."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sample.census import Census
from sample.chance import Chance
from sample.people import FLOATING, People
from sample.timeline import BASE, NEVER, YEAR, ages, day, years_of

DISABILITY_KINDS = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")
DISABILITY_GRADES = ("一级", "二级", "三级", "四级")
POVERTY_KINDS = ("脱贫户", "脱贫不稳定户", "边缘易致贫户", "突发严重困难户")
GRADES = (
    "小班",
    "中班",
    "大班",
    "一年级",
    "二年级",
    "三年级",
    "四年级",
    "五年级",
    "六年级",
    "七年级",
    "八年级",
    "九年级",
    "高一",
    "高二",
    "高三",
)
SCHOOL_YEAR = 2025


@dataclass(frozen=True)
class Programmes:
    """Arrays parallel to the people (or to households where said); NEVER and -1 mean no part in it."""

    allowance_since: NDArray[np.int64]
    allowance_until: NDArray[np.int64]
    household_relief_since: NDArray[np.int64]
    household_relief_until: NDArray[np.int64]
    household_poverty: NDArray[np.int64]
    disability_kind: NDArray[np.int64]
    disability_grade: NDArray[np.int64]
    certified: NDArray[np.int64]
    two_allowances_until: NDArray[np.int64]
    party_since: NDArray[np.int64]
    pension_since: NDArray[np.int64]
    insured: NDArray[np.bool_]
    grade: NDArray[np.int64]
    school: NDArray[np.int64]
    second_school: NDArray[np.int64]
    employer: NDArray[np.int64]
    employed_since: NDArray[np.int64]
    unemployed_since: NDArray[np.int64]


def stopped(people: People, chance: Chance, stream: str) -> NDArray[np.int64]:
    """When monthly benefits of the dead end: mostly with the death, at times months later, rarely never."""
    draw = chance.uniform(f"stop {stream}", people.keys)
    late = np.where(draw < 0.12, 31 + (draw / 0.12 * 120).astype(np.int64), 0)
    ends = np.where(draw > 0.985, NEVER, people.death + late)
    return np.where(people.death < NEVER, ends, NEVER)


def allowance_amount(age: NDArray) -> NDArray[np.int64]:
    """Monthly old-age allowance by age, hundredths of a yuan."""
    return np.where(age >= 100, 60_000, np.where(age >= 90, 20_000, 10_000))


def _allowance(people: People, eligible: NDArray, chance: Chance) -> NDArray[np.int64]:
    """First month of the old-age allowance: at eighty or up to three months later; 4 % never apply."""
    turns = people.birth + np.ceil(80 * YEAR).astype(np.int64)
    since = np.maximum(turns + chance.below("applies late", people.keys, 90), day(2012))
    applies = eligible & ~chance.happens("does not apply", people.keys, 0.04) & (since < people.death)
    return np.where(applies, since, NEVER)


def _relief(census: Census, rural: NDArray, chance: Chance) -> tuple[NDArray, NDArray]:
    """Since and until when each household receives subsistence relief."""
    households = np.arange(len(census.households))
    members = np.bincount(census.people.household[census.local], minlength=len(households))
    takes = chance.happens("relief", households, np.where(rural, 0.041, 0.028)) & (members > 0)
    begins = day(2015) + chance.below("relief since", households, BASE + 300 - day(2015))
    since = np.where(takes, begins, NEVER)
    ends = takes & chance.happens("relief ends", households, 0.12)
    until = since + 400 + chance.below("relief until", households, 2500)
    return since, np.where(ends, until, NEVER)


def _disability(people: People, resident: NDArray, chance: Chance) -> tuple[NDArray, NDArray, NDArray]:
    """Category, grade and day of the certificate."""
    keys, age = people.keys, ages(people.birth, BASE)
    rate = np.where(age < 16, 0.008, np.where(age < 40, 0.018, np.where(age < 60, 0.038, 0.082)))
    has = resident & chance.happens("disabled", keys, rate) & (age >= 2)
    kind = chance.weighted("disability kind", keys, [11, 15, 2, 50, 8, 8, 6])
    grade = chance.weighted("disability grade", keys, [14, 26, 30, 30])
    issued = day(2009) + chance.below("certified", keys, BASE + 200 - day(2009))
    since = np.maximum(issued, people.birth + 600)
    since = np.where(has & (since < people.death), since, NEVER)
    return np.where(has, kind, -1), np.where(has, grade, -1), since


def _party(people: People, resident: NDArray, chance: Chance) -> NDArray[np.int64]:
    """The day of joining the party, between 20 and 45 years of age."""
    keys = people.keys
    joins = people.birth + ((20 + 22 * chance.uniform("joins at", keys) ** 1.6) * YEAR).astype(np.int64)
    member = resident & chance.happens("party", keys, np.where(people.male, 0.098, 0.038))
    return np.where(member & (joins < people.death) & (joins < BASE + 200), joins, NEVER)


def _schooling(census: Census, schools: int, chance: Chance) -> tuple[NDArray, NDArray, NDArray]:
    """Grade (position in GRADES), school and, for a few, a second school that also lists the pupil."""
    people, keys = census.people, census.people.keys
    years = years_of(people.birth + 122)
    grade = SCHOOL_YEAR - years - 3
    share = np.where(grade < 3, 0.9, np.where(grade < 12, 0.995, 0.95))
    attends = (grade >= 0) & (grade < len(GRADES)) & chance.happens("attends", keys, share) & census.alive
    attends &= census.here & (people.kind != FLOATING)
    stage = np.where(grade < 3, 0, np.where(grade < 9, 1, np.where(grade < 12, 2, 3)))
    school = school_of(census.village, stage, keys, schools)
    twice = attends & chance.happens("two schools", keys, max(0.0006, 1.5 / max(1, attends.sum())))
    other = (school + 1 + keys % max(1, schools - 1)) % schools
    return np.where(attends, grade, -1), np.where(attends, school, -1), np.where(twice, other, -1)


def school_of(village: NDArray, stage: NDArray, keys: NDArray, schools: int) -> NDArray[np.int64]:
    """The school of a child: few senior schools for the county, the others near the village."""
    senior = max(1, schools // 20)
    crosses = np.where(keys % 9 == 0, 1, 0)
    near = senior + (np.maximum(village, 0) * 3 + stage + crosses) % max(1, schools - senior)
    return np.where(stage == 3, keys % senior, near) % schools


def _work(
    census: Census, employers: NDArray, relief_since: NDArray, chance: Chance
) -> tuple[NDArray, NDArray, NDArray]:
    """Employer (-2 for one outside the county, -1 none), begin and end of registered employment."""
    people, keys, age = census.people, census.people.keys, census.age
    works = (census.here | (people.moved_out < NEVER)) & (age >= 18) & (age < 60)
    works &= chance.happens("employment", keys, 0.48) & (people.kind < 2)
    relief = (people.household >= 0) & (relief_since[people.household] < NEVER)
    works &= ~relief | chance.happens("employment on relief", keys, 0.1)
    local = chance.happens("works in the county", keys, 0.5) & (people.away < 0)
    chosen = chance.weighted("employer", keys, employers)
    employer = np.where(works, np.where(local, chosen, -2), -1)
    hired = BASE + 300 - (chance.uniform("hired", keys) ** 2 * 3600).astype(np.int64)
    since = np.maximum(people.birth + 18 * 366, hired)
    ends = works & chance.happens("unemployed", keys, 0.16)
    until = since + 200 + chance.below("laid off", keys, 1500)
    return employer, np.where(works, since, NEVER), np.where(ends, until, NEVER)


def _pension(census: Census, eligible: NDArray, employer: NDArray, chance: Chance) -> NDArray[np.int64]:
    """The day of joining the residents' pension; most employees of the county have another one."""
    people, keys = census.people, census.people.keys
    joins = eligible & (census.age >= 17) & chance.happens("pension", keys, 0.77)
    joins &= ~((employer >= 0) & chance.happens("staff pension", keys, 0.8))
    begins = np.maximum(people.birth + 17 * 366, day(2010) + chance.below("pension since", keys, 5600))
    return np.where(joins & (begins < people.death), begins, NEVER)


def enrol(census: Census, rural: NDArray, schools: int, employers: NDArray, chance: Chance) -> Programmes:
    """All programmes; `rural` runs by household, `employers` holds the weights of the county's employers."""
    people, keys, households = census.people, census.people.keys, np.arange(len(rural))
    stays = people.moved_out > BASE
    resident = census.on_register & (stays | (keys % 5 == 0))
    relief_since, relief_until = _relief(census, rural, chance)
    kind, grade, certified = _disability(people, resident, chance)
    poor = rural & chance.happens("poverty", households, 0.17)
    employer, employed, unemployed = _work(census, employers, relief_since, chance)
    school_grade, school, second_school = _schooling(census, schools, chance)
    return Programmes(
        allowance_since=_allowance(people, resident & stays, chance),
        allowance_until=stopped(people, chance, "allowance"),
        household_relief_since=relief_since,
        household_relief_until=relief_until,
        household_poverty=np.where(poor, chance.weighted("poverty kind", households, [85, 6, 6, 3]), -1),
        disability_kind=kind,
        disability_grade=grade,
        certified=certified,
        two_allowances_until=stopped(people, chance, "two allowances"),
        party_since=_party(people, resident, chance),
        pension_since=_pension(census, resident & (school_grade < 0), employer, chance),
        insured=chance.happens("insured", keys, 0.962),
        grade=school_grade,
        school=school,
        second_school=second_school,
        employer=employer,
        employed_since=employed,
        unemployed_since=unemployed,
    )
