"""残疾人联合会: disability certificates."""

import numpy as np

from sample import columns
from sample.desk import Desk, person
from sample.extract import Extract
from sample.programmes import DISABILITY_GRADES, DISABILITY_KINDS
from sample.timeline import ages

_MENTAL = (4, 5)


def disability_certificate(desk: Desk) -> Extract:
    """残疾人证: holders; the certificate number is the citizen number with category and grade, re-issued ones add B1."""
    census, people, programmes = desk.census, desk.people, desk.county.programmes
    who = np.flatnonzero((programmes.certified <= desk.day) & census.on_register
                         & (people.death > desk.day - 1500))
    kind, grade = programmes.disability_kind[who], programmes.disability_grade[who]
    gone = people.death[who] <= desk.day
    valid = ~gone | desk.happens("still valid", who, 0.08)
    minor = ages(people.birth[who], desk.day) < 18
    guardian = np.where(np.isin(kind, _MENTAL) | minor, desk.county.relative[who], -1)
    reissued = columns.choose(["", "B1"], desk.happens("reissued", who, 0.04).astype(np.int64))
    values = [
        columns.join(desk.number(who), columns.whole(kind + 1), columns.whole(grade + 1), reissued),
        desk.name(who), desk.sex(who), desk.ethnic(who), columns.choose(DISABILITY_KINDS, kind),
        columns.choose(DISABILITY_GRADES, grade), columns.date(programmes.certified[who]),
        desk.name(guardian),
        desk.phone(guardian), desk.address(who), columns.choose(["注销", "有效"], valid.astype(np.int64))]
    extract = desk.extract(who, values, [person(who), person(guardian, "guardian")])
    extract.plant("X-03", None, gone & valid)
    return extract
