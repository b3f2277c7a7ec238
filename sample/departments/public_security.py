"""公安局: the household register and the registration of floating people."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sample import columns
from sample.census import ARMY, MARRIED, NORMAL, PRISON, STATUSES
from sample.codes import code_text
from sample.departments.civil_affairs import FIRST_MARRIAGE
from sample.desk import Desk, person
from sample.extract import PERSON, Extract
from sample.people import FLOATING, People
from sample.timeline import HORIZON, day

SECOND_ENTRY = 10**9
"""Added to a person's position: the key of the second entry of somebody registered twice."""
_HOMES = (
    "湖南省常德市石门县",
    "湖南省张家界市桑植县",
    "湖南省湘西州永顺县",
    "湖北省恩施州鹤峰县",
    "贵州省铜仁市松桃县",
    "湖南省怀化市沅陵县",
    "重庆市酉阳县",
    "四川省达州市宣汉县",
)


def registered_twice(people: People) -> NDArray[np.bool_]:
    """Who has two entries; the other people with a second number had it corrected."""
    second = columns.present(people.second_id)
    return second & (np.cumsum(second) % 2 == 1)


def _police_numbers(desk: Desk) -> pa.Array:
    """Numbers on the register: a corrected one shows the wrong number until the day of correction."""
    people = desk.people
    corrected = columns.present(people.second_id) & ~registered_twice(people)
    when = day(2025, 9) + desk.below("corrected when", people.keys, HORIZON - day(2025, 9))
    return columns.either(corrected & (when > desk.day), people.second_id, people.id_number)


def _old_entries(desk: Desk) -> tuple[NDArray, NDArray]:
    """Marital status and schooling as once told: some weddings and degrees never reached the police."""
    census, people = desk.census, desk.people
    on_file = (census.marital == MARRIED) & (people.own >= 0)
    on_file &= people.families.married[people.own] > FIRST_MARRIAGE
    unmarried = on_file & desk.happens("unmarried on file", people.keys, 0.15)
    old = desk.happens("old schooling", people.keys, 0.04) & (census.age > 25)
    return np.where(unmarried, 10, census.marital), np.where(old, 71, people.education)


def _sharing(desk: Desk) -> NDArray[np.int64]:
    """Everybody whose number is also somebody else's."""
    numbers = desk.people.id_number.to_numpy(zero_copy_only=False)
    return np.flatnonzero(np.isin(numbers, numbers[desk.county.shared_numbers]))


def household_register(desk: Desk) -> Extract:
    """户籍人口: everybody on the register with a status, by household; a few entered twice."""
    census, people = desk.census, desk.people
    on = np.flatnonzero(census.on_register)
    on = on[np.lexsort((people.slot[on], people.household[on]))]
    who = np.concatenate([on, on[registered_twice(people)[on]]])
    second = np.arange(len(who)) >= len(on)
    number = columns.take(_police_numbers(desk), who)
    marital, schooling = _old_entries(desk)
    extract = desk.extract(
        who + SECOND_ENTRY * second,
        {
            "公民身份号码": columns.either(second, columns.take(people.second_id, who), number),
            "姓名": desk.name(who),
            "曾用名": columns.take(census.former_name, who),
            "性别": desk.sex(who),
            "民族": desk.ethnic(who),
            "出生日期": desk.birth(who),
            "户号": columns.take(desk.county.households.number, people.household[who]),
            "与户主关系": code_text(census.relation[who], 2),
            "婚姻状况": code_text(marital[who]),
            "文化程度": code_text(schooling[who], 2),
            "户籍地址": desk.address(who),
            "区划代码": desk.division(who),
            "联系电话": desk.phone(who, 0.6),
            "户口状态": columns.choose(STATUSES, census.status[who]),
            "状态日期": columns.date(census.status_day[who], census.status[who] == NORMAL),
        },
        [person(who)],
    )
    taken = columns.take(people.id_number, desk.county.shared_numbers).to_pylist()
    shared = (columns.positions(number, taken) >= 0) & ~second
    extract.plant("D-14", "公民身份号码", second, columns.take(people.id_number, who))
    extract.plant("D-15", "公民身份号码", shared)
    extract.lead("D-14", PERSON, on[columns.present(people.second_id)[on]])
    extract.lead("D-15", PERSON, np.intersect1d(_sharing(desk), on))
    extract.lead("NOT_DEREGISTERED", PERSON, np.flatnonzero(_late_entries(desk)))
    return extract


def _late_entries(desk: Desk) -> NDArray[np.bool_]:
    """Whose death hospital or crematorium told a month ago while the entry is still in force."""
    told = (desk.county.certified | desk.county.cremated) & (desk.people.death + 30 <= desk.day)
    return told & np.isin(desk.census.status, (NORMAL, PRISON, ARMY))


def residence_permit(desk: Desk) -> Extract:
    """流动人口登记: people registered elsewhere who live here."""
    census, people = desk.census, desk.people
    registers = (people.kind == FLOATING) & desk.happens("registers", people.keys, 0.985)
    who = np.flatnonzero(registers & census.alive)
    since = np.minimum(day(2020) + desk.below("since", who, 2150), desk.day)
    return desk.extract(
        who,
        {
            "证件号码": desk.number(who),
            "姓名": desk.name(who),
            "性别": desk.sex(who),
            "出生日期": desk.birth(who),
            "户籍所在地": columns.choose(_HOMES, desk.below("home", who, len(_HOMES))),
            "现居住地址": desk.address(who),
            "现居住区划": desk.division(who),
            "登记日期": columns.date(since),
            "联系电话": desk.phone(who),
            "从业单位": desk.company(desk.county.programmes.employer[who]),
        },
        [person(who)],
    )
