"""教育局: pupils, a file a school."""

import numpy as np
from numpy.typing import NDArray

from sample import columns
from sample.census import NORMAL
from sample.desk import Desk, person
from sample.extract import PERSON, Extract, Page
from sample.programmes import GRADES, SCHOOL_YEAR
from sample.story import County
from sample.timeline import years_of

_ORDINALS = "一二三四五六七八九十"
_STAGES = ("中心学校", "完全小学", "初级中学", "明德小学", "中心幼儿园")
_SITES = ("", "二校区", "三校区", "四校区", "五校区", *(f"第{place}教学点" for place in range(6, 100)))
SECOND_SCHOOL = 10**9
"""Added to a person's position: the key of a pupil's entry at a second school."""


def school_names(county: County) -> list[str]:
    """Names of the schools: the county's senior schools first, the others by township."""
    senior, towns = max(1, county.schools // 20), county.divisions.townships
    seniors = [f"慈利县第{_ORDINALS[place % 10]}中学{_SITES[place // 10]}" for place in range(senior)]
    kinds = [stage + site for site in _SITES for stage in _STAGES]
    others = [
        f"{towns[place % len(towns)]}{kinds[place // len(towns)]}" for place in range(county.schools - senior)
    ]
    return seniors + others


def _guardians(desk: Desk, who: NDArray) -> NDArray[np.int64]:
    """A parent, mostly the mother, else another relative."""
    father, mother = desk.people.parents()
    first = np.where(desk.happens("father signs", who, 0.4), father[who], mother[who])
    other = np.where(first >= 0, first, np.maximum(father[who], mother[who]))
    return np.where(other >= 0, other, desk.county.relative[who])


def _pupils(desk: Desk) -> tuple[NDArray, NDArray, NDArray]:
    """Pupil, school and whether it is the second one, by school and grade."""
    programmes = desk.county.programmes
    attends = (programmes.grade >= 0) & desk.census.alive & (desk.people.moved_out > desk.day)
    first = np.flatnonzero(attends)
    twice = np.flatnonzero(attends & (programmes.second_school >= 0))
    who = np.concatenate([first, twice])
    second = np.arange(len(who)) >= len(first)
    school = np.where(second, programmes.second_school[who], programmes.school[who])
    order = np.lexsort((who, programmes.grade[who], school))
    return who[order], school[order], second[order]


def _missing(desk: Desk) -> NDArray[np.int64]:
    """Registered children in the nine years of compulsory schooling who attend no school."""
    years = SCHOOL_YEAR - years_of(desk.people.birth + 122) - 3
    of_age = (years >= GRADES.index("一年级")) & (years <= GRADES.index("九年级"))
    home = desk.census.alive & (desk.census.status == NORMAL)
    return np.flatnonzero(of_age & home & (desk.county.programmes.grade < 0))


def student_enrollment(desk: Desk) -> Extract:
    """学籍: pupils by school; a few in two schools, a few small children under a parent's number."""
    grade, names = desk.county.programmes.grade, school_names(desk.county)
    who, school, second = _pupils(desk)
    guardian = _guardians(desk, who)
    number = columns.blank(desk.number(who), desk.happens("no number", who, 0.02))
    borrowed = (grade[who] < 3) & (guardian >= 0) & columns.present(number)
    borrowed &= desk.happens("parent's number", who, 0.03)
    temporary = columns.join("L", columns.whole(430821 * 10**12 + who, 18))
    lasting = columns.present(number) & ~borrowed
    pages = tuple(Page(f"{name}学籍表", "Sheet1", f"{name}学生学籍花名册") for name in names)
    extract = desk.extract(
        who + SECOND_SCHOOL * second,
        {
            "学籍号": columns.either(lasting, columns.join("G", number), temporary),
            "学生姓名": desk.name(who),
            "性别": desk.sex(who),
            "出生日期": desk.birth(who),
            "身份证件号": columns.either(borrowed, desk.number(guardian), number),
            "学校名称": columns.choose(names, school),
            "年级": columns.choose(GRADES, grade[who]),
            "班级": columns.join(columns.whole(1 + desk.below("class", who, 6)), "班"),
            "监护人姓名": desk.name(guardian),
            "监护人身份证号": columns.blank(
                desk.number(guardian), desk.happens("no guardian number", who, 0.3)
            ),
            "监护人电话": columns.blank(desk.phone(guardian), desk.happens("no guardian phone", who, 0.1)),
            "家庭住址": desk.address(who),
            "就读方式": columns.either(desk.happens("boards", who, 0.25), "住校", "走读"),
        },
        [person(who), person(guardian, "guardian")],
        pages,
        school,
    )
    extract.plant("D-10", "身份证件号", borrowed, number)
    extract.lead("TWO_SCHOOLS", PERSON, who[second])
    extract.lead("W-11", PERSON, _missing(desk))
    return extract
