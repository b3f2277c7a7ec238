"""乡镇人民政府: the villages' ledgers of people, a file a township with a sheet a village."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sample import columns
from sample.census import CITIES
from sample.codes import code_text
from sample.desk import Desk, person
from sample.extract import Extract, Page

_HEALTH = ("健康", "一般", "慢性病", "大病", "残疾")


def _listed(desk: Desk) -> tuple[NDArray, NDArray, NDArray]:
    """Who stands in the ledgers in sheet order; who of all people has died or moved out."""
    census, people = desk.census, desk.people
    dead, left = people.death <= desk.day, people.moved_out <= desk.day
    local = census.here & ((people.kind == 0) | desk.happens("floating noticed", people.keys, 0.1))
    kept = (dead & (people.death > desk.day - 250)) & census.on_register & desk.happens("dead kept",
                                                                                        people.keys, 0.25)
    kept |= left & ~dead & (people.moved_out > desk.day - 700) & desk.happens("mover kept", people.keys, 0.3)
    who = np.flatnonzero((local | kept) & desk.happens("listed", people.keys, 0.962)
                         & (desk.village(people.keys) >= 0))
    place = np.where(people.household[who] >= 0, people.household[who], 10**8 + who)
    return who[np.lexsort((people.slot[who], place, people.group[who], desk.village(who)))], dead, left


def _flags(desk: Desk, who: NDArray) -> list[pa.Array]:
    """是否低保, 是否残疾, 是否脱贫户 as the village believes; a tenth left blank."""
    programmes, household = desk.county.programmes, desk.people.household[who]
    relief = (programmes.household_relief_since[household] <= desk.day) & (household >= 0)
    relief &= programmes.household_relief_until[household] > desk.day
    poor = (programmes.household_poverty[household] >= 0) & (household >= 0)
    flags = []
    for what, truth in (("relief", relief), ("disabled", programmes.certified[who] <= desk.day),
                        ("poor", poor)):
        said = truth ^ desk.happens(f"{what} wrong", who, 0.004)
        flags.append(columns.blank(columns.choose(["否", "是"], said.astype(np.int64)),
                                   desk.happens(f"{what} blank", who, 0.1)))
    return flags


def _numbers(desk: Desk, who: NDArray, head: NDArray) -> tuple[pa.Array, pa.Array, NDArray, NDArray]:
    """Numbers the village should write and does write; where they are the mother's, and the head's."""
    _, mother = desk.people.parents()
    number = columns.blank(desk.number(who), desk.happens("no number", who, 0.02))
    infant = (desk.census.age[who] < 2) & (mother[who] >= 0)
    borrowed = desk.rarely("mother's number", who, 0.08, infant)
    member = (head != who) & columns.present(number) & ~borrowed
    copied = desk.rarely("head's number", desk.people.household[who], 0.0012, member) & member
    written = columns.either(borrowed, desk.number(mother[who]),
                             columns.either(copied, desk.number(head), number))
    return number, written, borrowed, copied


def village_ledger(desk: Desk) -> Extract:
    """人口台账: who the village thinks lives there, the late dead and movers of last year among them."""
    census, people, programmes = desk.census, desk.people, desk.county.programmes
    who, dead, left = _listed(desk)
    village = desk.village(who)
    first = np.flatnonzero(np.r_[True, village[1:] != village[:-1]])
    row = np.arange(len(who)) - np.repeat(first, np.diff(np.r_[first, len(who)])) + 1
    head = np.where(census.head[who] >= 0, census.head[who], who)
    away = people.away[who]
    member = programmes.party_since[who] <= desk.day
    number, written, borrowed, copied = _numbers(desk, who, head)
    remark = np.where(dead[who] & desk.happens("told dead", who, 0.6), 0, np.where(left[who], 1, -1))
    values = [
        columns.whole(row), desk.name(head), desk.name(who),
        code_text(np.where(head == who, 2, census.relation[who]), 2),
        desk.sex(who), written, desk.birth(who), desk.ethnic(who),
        desk.education(who), columns.choose(["群众", "中共党员", None],
                                            np.where(census.age[who] < 14, 2, member)),
        desk.phone(who, 0.0), columns.take(census.present_address, who),
        columns.choose(["否", "是", None], np.where(desk.happens("away blank", who, 0.1), 2, away >= 0)),
        columns.choose(CITIES, away), columns.choose(_HEALTH,
                                                     desk.county.chance.weighted("how well", who,
                                                                                 [80, 8, 7, 2, 3])),
        *_flags(desk, who), columns.choose(["已去世", "户口迁出"], remark)]
    pages, page = _pages(desk, village)
    extract = desk.extract(who, values, [person(who), person(head, "head")], pages, page)
    extract.plant("D-10", "身份证号码", borrowed, number)
    extract.plant("D-11", "身份证号码", copied, number)
    extract.plant("X-03", None, dead[who])
    extract.plant("X-04", None, left[who] & ~dead[who])
    return extract


def _pages(desk: Desk, village: NDArray) -> tuple[tuple[Page, ...], NDArray]:
    """A file a township, a sheet a village."""
    divisions = desk.county.divisions
    pages = tuple(Page(f"{town}人口台账", name, f"{town}{name}人口台账")
                  for town, name in zip(divisions.township_name, divisions.name, strict=True))
    return pages, village
