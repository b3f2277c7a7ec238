"""卫生健康局: births, deaths and health records."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sample import columns
from sample.desk import Desk, person
from sample.extract import Extract
from sample.timeline import day

FIRST_BIRTH = day(2019, 4)
FILES_BEGIN, FILES_END = day(2010), day(2026, 6)
_HOSPITALS = ("慈利县人民医院", "慈利县妇幼保健院", "慈利县中医医院", "江垭镇中心卫生院")
_PLACES = ("家中", "医疗卫生机构", "来院途中", "养老服务机构", "其他场所")
_CHRONIC = (None, "高血压", "糖尿病", "高血压,糖尿病", "冠心病", "重性精神障碍")


def _newborn_names(desk: Desk, who: NDArray, mother: NDArray) -> tuple[pa.Array, NDArray]:
    """Names on the certificate: the child's, none, or `张三之子`; and where the last kind stands."""
    blank = desk.happens("no name yet", who, 0.22)
    after = desk.happens("named after the mother", who, 0.13) & ~blank
    son = columns.choose(["之女", "之子"], desk.people.male[who].astype(np.int64))
    name = columns.either(after, columns.join(desk.name(mother), son), columns.blank(desk.name(who), blank))
    return name, after


def birth_certificate(desk: Desk) -> Extract:
    """出生医学证明: births in the county since April 2019, with mother and father."""
    people = desk.people
    father, mother = people.parents()
    born = desk.occurs(people.birth + 2) & (people.birth >= FIRST_BIRTH) & (mother >= 0)
    who = np.flatnonzero(born & desk.happens("born here", people.keys, 0.97))
    who = who[np.lexsort((who, people.birth[who]))]
    father, mother = father[who], mother[who]
    name, after = _newborn_names(desk, who, mother)
    unknown = desk.happens("father not told", who, 0.06)
    father = np.where(unknown, -1, father)
    values = [
        columns.join("R", columns.whole(430_000_000 + who, 9)), name, desk.sex(who),
        columns.time(people.birth[who], desk.below("clock", who, 86_400)), desk.name(mother),
        desk.number(mother),
        desk.name(father), desk.number(father), columns.choose(_HOSPITALS, desk.below("hospital", who, 4)),
        desk.address(mother)]
    extract = desk.extract(who, values, [person(who), person(mother, "mother"), person(father, "father")])
    extract.plant("N-09", "新生儿姓名", after, desk.name(who))
    return extract


def death_certificate(desk: Desk) -> Extract:
    """死亡医学证明: deaths with a certificate, a few dated before the birth."""
    people = desk.people
    issued = people.death + 1 + desk.below("issued", people.keys, 6)
    who = np.flatnonzero(desk.county.certified & desk.occurs(issued))
    who = who[np.lexsort((who, issued[who]))]
    family = desk.county.relative[who]
    odd = desk.rarely("birth after death", who, 0.001, people.birth[who] > 0)
    phone = columns.blank(desk.phone(family), desk.happens("no phone", who, 0.2))
    values = [
        columns.join("SW430821", columns.whole(issued[who]), columns.whole(who, 7)), desk.name(who),
        columns.blank(desk.number(who), desk.happens("no number", who, 0.02)), desk.sex(who),
        desk.ethnic(who),
        columns.date(np.where(odd, people.death[who] + 400, people.birth[who])),
        columns.date(people.death[who]),
        columns.choose(_PLACES, desk.county.chance.weighted("place of death", who, [70, 22, 2, 4, 2])),
        desk.address(who), phone]
    extract = desk.extract(who, values, [person(who, "deceased"), person(family, "family", phone)])
    extract.plant("X-06", "出生日期", odd, desk.birth(who))
    return extract


def health_record(desk: Desk) -> Extract:
    """居民健康档案: five in six of those who live here; a few of the dead are still on file."""
    census, people = desk.census, desk.people
    dead = (people.death <= desk.day) & (people.death > desk.day - 500) & desk.happens("dead on file",
                                                                                       people.keys, 0.05)
    since = np.maximum(people.birth + 40, FILES_BEGIN + desk.below("filed", people.keys,
                                                                   FILES_END - FILES_BEGIN))
    on_file = (census.here | dead) & desk.happens("has a file", people.keys,
                                                  0.845) & (since <= desk.day) & (people.kind < 2)
    who = np.flatnonzero(on_file)
    chronic = np.where(census.age[who] >= 45, desk.county.chance.weighted("chronic", who,
                                                                          [62, 18, 8, 6, 4, 2]), 0)
    number = columns.blank(desk.number(who), desk.happens("no number", who, 0.03))
    values = [
        columns.join("430821", columns.whole(people.village[who] % 1000, 3), columns.whole(who, 8)),
        desk.name(who), number,
        desk.sex(who), desk.birth(who), desk.phone(who, 0.5), columns.take(census.present_address, who),
        desk.address(who), desk.ethnic(who), columns.choose(_CHRONIC, chronic), columns.date(since[who])]
    extract = desk.extract(who, values, [person(who)])
    extract.plant("X-03", None, dead[who])
    return extract
