"""教育局: pupils, a file a school."""

import numpy as np
from numpy.typing import NDArray

from sample import columns
from sample.desk import Desk, person
from sample.extract import PERSON, Extract, Page
from sample.programmes import GRADES
from sample.story import County

_STAGES = ("中心学校", "完全小学", "初级中学", "明德小学", "中心幼儿园")
_SITES = ("", "二校区", "三校区", "四校区", "五校区", *(f"第{place}教学点" for place in range(6, 100)))
SECOND_SCHOOL = 10**9


def school_names(county: County) -> list[str]:
    """Names of the schools: the county's senior schools first, the others by township."""
    senior, towns = max(1, county.schools // 20), county.divisions.townships
    seniors = [f"慈利县第{'一二三四五六七八九十'[place % 10]}中学{_SITES[place // 10]}" for place in range(
        senior)]
    one_round = len(towns) * len(_STAGES)
    others = [towns[place % len(towns)] + _STAGES[place // len(towns) % len(_STAGES)]
              + _SITES[place // one_round]
              for place in range(county.schools - senior)]
    return seniors + others


def _guardians(desk: Desk, who: NDArray) -> NDArray[np.int64]:
    """A parent, mostly the mother, else another relative."""
    father, mother = desk.people.parents()
    first = np.where(desk.happens("father signs", who, 0.4), father[who], mother[who])
    other = np.where(first >= 0, first, np.maximum(father[who], mother[who]))
    return np.where(other >= 0, other, desk.county.relative[who])


def student_enrollment(desk: Desk) -> Extract:
    """学籍: pupils by school; a few are listed by two schools, a few kindergarten children under a parent's number."""
    people, programmes, census = desk.people, desk.county.programmes, desk.census
    attends = np.flatnonzero((programmes.grade >= 0) & census.alive & (people.moved_out > desk.day))
    twice = attends[programmes.second_school[attends] >= 0]
    who = np.concatenate([attends, twice])
    second = np.arange(len(who)) >= len(attends)
    school = np.where(second, programmes.second_school[who], programmes.school[who])
    order = np.lexsort((who, programmes.grade[who], school))
    who, second, school = who[order], second[order], school[order]
    guardian = _guardians(desk, who)
    number = columns.blank(desk.number(who), desk.happens("no number", who, 0.02))
    borrowed = (programmes.grade[who] < 3) & (guardian >= 0) & columns.present(number) & desk.happens(
        "parent's", who, 0.03)
    temporary = columns.join("L", columns.whole(430821 * 10**12 + who, 18))
    student = columns.join("G", number).fill_null("")
    values = [
        columns.either(columns.present(number) & ~borrowed, student, temporary), desk.name(who),
        desk.sex(who), desk.birth(who),
        columns.either(borrowed, desk.number(guardian), number),
        columns.choose(school_names(desk.county), school),
        columns.choose(GRADES, programmes.grade[who]), columns.join(
            columns.whole(1 + desk.below("class", who, 6)), "班"),
        desk.name(guardian), columns.blank(desk.number(guardian),
                                           desk.happens("no guardian number", who, 0.3)),
        columns.blank(desk.phone(guardian), desk.happens("no guardian phone", who, 0.1)), desk.address(who),
        columns.choose(["走读", "住校"], (desk.below("boards", who, 4) == 0).astype(np.int64))]
    extract = desk.extract(who + SECOND_SCHOOL * second, values, [person(who), person(guardian, "guardian")],
                           _pages(desk.county), school)
    extract.plant("D-10", "身份证件号", borrowed, number)
    extract.lead("TWO_SCHOOLS", PERSON, twice)
    return extract


def _pages(county: County) -> tuple[Page, ...]:
    return tuple(Page(f"{name}学籍表", "Sheet1", f"{name}学生学籍花名册") for name in school_names(county))
