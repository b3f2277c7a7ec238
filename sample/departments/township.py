"""乡镇人民政府: the villages' ledgers of people, a file a township with a sheet a village."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sample import columns
from sample.census import CITIES
from sample.codes import code_text
from sample.desk import Desk, person
from sample.extract import Extract, Page
from sample.numbers import ranks
from sample.people import RESIDENT

_HEALTH = ("健康", "一般", "慢性病", "大病", "残疾")


def _listed(desk: Desk) -> NDArray[np.int64]:
    """Who stands in the ledgers, in sheet order: the late dead and those who moved away among them."""
    census, people, keys = desk.census, desk.people, desk.people.keys
    noticed = (people.kind == RESIDENT) | desk.happens("floating noticed", keys, 0.1)
    dead, left = people.death <= desk.day, people.moved_out <= desk.day
    late = dead & (people.death > desk.day - 250) & census.on_register & desk.happens("dead kept", keys, 0.25)
    gone = left & ~dead & (people.moved_out > desk.day - 700) & desk.happens("mover kept", keys, 0.3)
    listed = ((census.here & noticed) | late | gone) & (census.village >= 0)
    who = np.flatnonzero(listed & desk.happens("listed", keys, 0.962))
    household = np.where(people.household[who] >= 0, people.household[who], 10**8 + who)
    return who[np.lexsort((people.slot[who], household, people.group[who], desk.village(who)))]


def _numbers(desk: Desk, who: NDArray, head: NDArray) -> tuple[pa.Array, pa.Array, NDArray, NDArray]:
    """Numbers the village should write and does write; where they are the mother's, and the head's."""
    _, mother = desk.people.parents()
    number = columns.blank(desk.number(who), desk.happens("no number", who, 0.02))
    infant = (desk.census.age[who] < 2) & (mother[who] >= 0)
    borrowed = desk.rarely("mother's number", who, 0.08, infant)
    member = (head != who) & columns.present(number) & ~borrowed
    copied = desk.rarely("head's number", desk.people.household[who], 0.0012, member) & member
    written = columns.either(
        borrowed, desk.number(mother[who]), columns.either(copied, desk.number(head), number)
    )
    return number, written, borrowed, copied


def _yes_or_no(desk: Desk, what: str, who: NDArray, truth: NDArray[np.bool_]) -> pa.Array:
    """What the village believes: seldom wrong, a tenth left blank."""
    said = truth ^ desk.happens(f"{what} wrong", who, 0.004)
    return columns.blank(columns.either(said, "是", "否"), desk.happens(f"{what} blank", who, 0.1))


def _circumstances(desk: Desk, who: NDArray) -> dict[str, pa.Array]:
    """How somebody lives: party, work elsewhere, health, and the programmes the village knows of."""
    programmes, household, away = desk.county.programmes, desk.people.household[who], desk.people.away[who]
    relief = (household >= 0) & (programmes.household_relief_since[household] <= desk.day)
    relief &= programmes.household_relief_until[household] > desk.day
    poor = (household >= 0) & (programmes.household_poverty[household] >= 0)
    member = columns.either(programmes.party_since[who] <= desk.day, "中共党员", "群众")
    works_away = columns.either(away >= 0, "是", "否")
    return {
        "政治面貌": columns.blank(member, desk.census.age[who] < 14),
        "是否外出务工": columns.blank(works_away, desk.happens("away blank", who, 0.1)),
        "务工地点": columns.choose(CITIES, away),
        "健康状况": columns.choose(_HEALTH, desk.county.chance.weighted("how well", who, [80, 8, 7, 2, 3])),
        "是否低保": _yes_or_no(desk, "relief", who, relief),
        "是否残疾": _yes_or_no(desk, "disabled", who, programmes.certified[who] <= desk.day),
        "是否脱贫户": _yes_or_no(desk, "poor", who, poor),
    }


def village_ledger(desk: Desk) -> Extract:
    """人口台账: who the village thinks lives there."""
    census, people, divisions = desk.census, desk.people, desk.county.divisions
    who = _listed(desk)
    village = desk.village(who)
    head = np.where(census.head[who] >= 0, census.head[who], who)
    dead, left = people.death[who] <= desk.day, people.moved_out[who] <= desk.day
    number, written, borrowed, copied = _numbers(desk, who, head)
    remark = np.where(dead & desk.happens("told dead", who, 0.6), 0, np.where(left, 1, -1))
    pages = tuple(
        Page(f"{town}人口台账", name, f"{town}{name}人口台账")
        for town, name in zip(divisions.township_name, divisions.name, strict=True)
    )
    extract = desk.extract(
        who,
        {
            "序号": columns.whole(ranks(village) + 1),
            "户主姓名": desk.name(head),
            "姓名": desk.name(who),
            "与户主关系": code_text(np.where(head == who, 2, census.relation[who]), 2),
            "性别": desk.sex(who),
            "身份证号码": written,
            "出生年月": desk.birth(who),
            "民族": desk.ethnic(who),
            "文化程度": desk.education(who),
            "联系电话": desk.phone(who, 0.0),
            "现居住地": columns.take(census.present_address, who),
            **_circumstances(desk, who),
            "备注": columns.choose(["已去世", "户口迁出"], remark),
        },
        [person(who), person(head, "head")],
        pages,
        village,
    )
    extract.plant("D-10", "身份证号码", borrowed, number)
    extract.plant("D-11", "身份证号码", copied, number)
    extract.plant("X-03", None, dead)
    extract.plant("X-04", None, left & ~dead)
    return extract
