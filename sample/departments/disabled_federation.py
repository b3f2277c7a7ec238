"""残疾人联合会: disability certificates."""

import numpy as np

from sample import columns
from sample.census import NORMAL
from sample.departments.finance import takes_two_allowances
from sample.desk import Desk, person
from sample.extract import PERSON, Extract
from sample.programmes import DISABILITY_GRADES, DISABILITY_KINDS

_NEED_GUARDIANS = ("智力", "精神")


def disability_certificate(desk: Desk) -> Extract:
    """残疾人证: holders; the number is the citizen number, category and grade, and B1 when re-issued."""
    census, people, programmes = desk.census, desk.people, desk.county.programmes
    who = np.flatnonzero(
        (programmes.certified <= desk.day) & census.on_register & (people.death > desk.day - 1500)
    )
    kind, grade = programmes.disability_kind[who], programmes.disability_grade[who]
    gone = people.death[who] <= desk.day
    valid = ~gone | desk.happens("still valid", who, 0.08)
    needs = np.isin(np.array(DISABILITY_KINDS)[kind], _NEED_GUARDIANS) | (census.age[who] < 18)
    guardian = np.where(needs, desk.county.relative[who], -1)
    reissued = columns.either(desk.happens("reissued", who, 0.04), "B1", "")
    extract = desk.extract(
        who,
        {
            "残疾人证号": columns.join(
                desk.number(who), columns.whole((kind + 1) * 10 + grade + 1), reissued
            ),
            "姓名": desk.name(who),
            "性别": desk.sex(who),
            "民族": desk.ethnic(who),
            "残疾类别": columns.choose(DISABILITY_KINDS, kind),
            "残疾等级": columns.choose(DISABILITY_GRADES, grade),
            "发证日期": columns.date(programmes.certified[who]),
            "监护人姓名": desk.name(guardian),
            "监护人电话": desk.phone(guardian),
            "户籍地址": desk.address(who),
            "证件状态": columns.either(valid, "有效", "注销"),
        },
        [person(who), person(guardian, "guardian")],
    )
    extract.plant("X-03", None, gone & valid)
    refused = ~takes_two_allowances(desk.county)[who]
    entitled = ~gone & (grade <= 1) & (programmes.certified[who] + 60 <= desk.day)
    extract.lead("W-07", PERSON, who[entitled & refused & (census.status[who] == NORMAL)])
    return extract
