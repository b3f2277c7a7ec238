"""卫生健康局: births, deaths and health records."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sample import columns
from sample.desk import Desk, person
from sample.extract import Extract
from sample.people import OUTSIDER
from sample.timeline import day

FIRST_BIRTH = day(2019, 4)
FILES_BEGIN, FILES_END = day(2010), day(2026, 6)
_HOSPITALS = ("慈利县人民医院", "慈利县妇幼保健院", "慈利县中医医院", "江垭镇中心卫生院")
_PLACES = ("家中", "医疗卫生机构", "来院途中", "养老服务机构", "其他场所")
_CHRONIC = (None, "高血压", "糖尿病", "高血压,糖尿病", "冠心病", "重性精神障碍")


def _newborn_names(desk: Desk, who: NDArray, mother: NDArray) -> tuple[pa.Array, NDArray]:
    """Names on the certificate: the child's, none, or `张三之子`; and where the last kind stands (N-09)."""
    nameless = desk.happens("no name yet", who, 0.22)
    after_mother = desk.happens("named after the mother", who, 0.13) & ~nameless
    child = columns.either(desk.people.male[who], "之子", "之女")
    own = columns.blank(desk.name(who), nameless)
    return columns.either(after_mother, columns.join(desk.name(mother), child), own), after_mother


def birth_certificate(desk: Desk) -> Extract:
    """出生医学证明: births in the county since April 2019, with mother and father."""
    people = desk.people
    father, mother = people.parents()
    born = desk.occurs(people.birth + 2) & (people.birth >= FIRST_BIRTH) & (mother >= 0)
    who = np.flatnonzero(born & desk.happens("born here", people.keys, 0.97))
    who = who[np.lexsort((who, people.birth[who]))]
    mother = mother[who]
    father = np.where(desk.happens("father not told", who, 0.06), -1, father[who])
    name, after_mother = _newborn_names(desk, who, mother)
    extract = desk.extract(
        who,
        {
            "证编号": columns.join("R", columns.whole(430_000_000 + who, 9)),
            "新生儿姓名": name,
            "性别": desk.sex(who),
            "出生时间": columns.time(people.birth[who], desk.below("clock", who, 86_400)),
            "母亲姓名": desk.name(mother),
            "母亲身份证号": desk.number(mother),
            "父亲姓名": desk.name(father),
            "父亲身份证号": desk.number(father),
            "出生机构": columns.choose(_HOSPITALS, desk.below("hospital", who, len(_HOSPITALS))),
            "家庭住址": desk.address(mother),
        },
        [person(who), person(mother, "mother"), person(father, "father")],
    )
    extract.plant("N-09", "新生儿姓名", after_mother, desk.name(who))
    return extract


def death_certificate(desk: Desk) -> Extract:
    """死亡医学证明: deaths with a certificate, a few dated before the birth."""
    people = desk.people
    issued = people.death + 1 + desk.below("issued", people.keys, 6)
    who = np.flatnonzero(desk.county.certified & desk.occurs(issued))
    who = who[np.lexsort((who, issued[who]))]
    family = desk.county.relative[who]
    odd = desk.rarely("birth after death", who, 0.001, people.birth[who] < people.death[who])
    phone = columns.blank(desk.phone(family), desk.happens("no phone", who, 0.2))
    place = desk.county.chance.weighted("place of death", who, [70, 22, 2, 4, 2])
    extract = desk.extract(
        who,
        {
            "证明书编号": columns.join("SW430821", columns.whole(issued[who]), columns.whole(who, 7)),
            "死者姓名": desk.name(who),
            "身份证件号码": columns.blank(desk.number(who), desk.happens("no number", who, 0.02)),
            "性别": desk.sex(who),
            "民族": desk.ethnic(who),
            "出生日期": columns.date(np.where(odd, people.death[who] + 400, people.birth[who])),
            "死亡日期": columns.date(people.death[who]),
            "死亡地点": columns.choose(_PLACES, place),
            "户籍地址": desk.address(who),
            "联系电话": phone,
        },
        [person(who, "deceased"), person(family, "family", phone)],
    )
    extract.plant("X-06", "出生日期", odd, desk.birth(who))
    return extract


def health_record(desk: Desk) -> Extract:
    """居民健康档案: five in six of those who live here; a few of the dead are still on file."""
    census, people, keys = desk.census, desk.people, desk.people.keys
    late = (people.death <= desk.day) & (people.death > desk.day - 500)
    late &= desk.happens("dead on file", keys, 0.05)
    since = np.maximum(people.birth + 40, FILES_BEGIN + desk.below("filed", keys, FILES_END - FILES_BEGIN))
    filed = desk.happens("has a file", keys, 0.845) & (since <= desk.day) & (people.kind != OUTSIDER)
    who = np.flatnonzero((census.here | late) & filed)
    illness = desk.county.chance.weighted("chronic", who, [62, 18, 8, 6, 4, 2])
    extract = desk.extract(
        who,
        {
            "档案编号": columns.join("430821", columns.whole(people.village[who], 3), columns.whole(who, 8)),
            "姓名": desk.name(who),
            "身份证号": columns.blank(desk.number(who), desk.happens("no number", who, 0.03)),
            "性别": desk.sex(who),
            "出生日期": desk.birth(who),
            "本人电话": desk.phone(who, 0.5),
            "现住址": columns.take(census.present_address, who),
            "户籍地址": desk.address(who),
            "民族": desk.ethnic(who),
            "慢病标识": columns.choose(_CHRONIC, np.where(census.age[who] >= 45, illness, 0)),
            "建档日期": columns.date(since[who]),
        },
        [person(who)],
    )
    extract.plant("X-03", None, late[who])
    return extract
