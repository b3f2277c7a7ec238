"""农业农村局: households out of poverty or watched, and contracted land."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sample import columns
from sample.census import NORMAL
from sample.codes import code_text
from sample.departments.medical_insurance import covered
from sample.desk import Desk, person
from sample.extract import PERSON, Extract
from sample.programmes import POVERTY_KINDS
from sample.timeline import day, iso

_HEALTH = ("健康", "长期慢性病", "患有大病", "残疾")
_SKILLS = ("普通劳动力", "技能劳动力", "弱劳动力或半劳动力", "无劳动力")
_CONTRACT_DAYS = 365 * 30 + 7


def _monitored(desk: Desk) -> NDArray[np.int64]:
    """Members of the households, by village and household; a few who died since 2023 among them."""
    census, people, keys = desk.census, desk.people, desk.people.keys
    kind = desk.county.programmes.household_poverty[people.household]
    dead = (people.death <= desk.day) & (people.death > day(2023)) & desk.happens("dead listed", keys, 0.04)
    listed = (people.household >= 0) & (kind >= 0) & (census.local | (dead & census.on_register))
    who = np.flatnonzero(listed & desk.happens("listed", keys, 0.985))
    return who[np.lexsort((people.slot[who], people.household[who], desk.village(who)))]


def _condition(desk: Desk, who: NDArray) -> dict[str, pa.Array]:
    """Health, skill and insurance as the village told."""
    age, chance = desk.census.age[who], desk.county.chance
    health = np.where(age > 50, chance.weighted("health", who, [60, 28, 8, 4]), 0)
    idle = (age < 16) | (age > 70)
    skill = np.where(idle, 3, chance.weighted("skill", who, [62, 14, 16, 8]))
    insured = desk.county.programmes.insured[who] ^ desk.happens("wrong insurance", who, 0.01)
    return {
        "健康状况": columns.choose(_HEALTH, health),
        "劳动技能": columns.choose(_SKILLS, skill),
        "是否参加医保": columns.either(insured, "是", "否"),
    }


def poverty_monitoring(desk: Desk) -> Extract:
    """脱贫户与监测对象: members of the households, a few contradictory or listed after death."""
    who = _monitored(desk)
    household = desk.people.household[who]
    kind = desk.county.programmes.household_poverty[household]
    watched = kind > 0
    odd = desk.rarely("contradiction", who, 0.004, ~watched)
    settled = columns.either(desk.happens("settled", household, 0.6) & ~odd, "是", "否")
    extract = desk.extract(
        who,
        {
            "户编号": columns.join("43082100", columns.whole(household, 8)),
            "人编号": columns.join("4308210010", columns.whole(who, 8)),
            "姓名": desk.name(who),
            "证件号码": desk.number(who),
            "与户主关系": code_text(desk.census.relation[who], 2),
            "户类型": columns.choose(POVERTY_KINDS, kind),
            "风险是否已消除": columns.blank(settled, ~watched & ~odd),
            "家庭人均纯收入": columns.decimal(900_000 + 10_000 * desk.below("income", household, 1500)),
            **_condition(desk, who),
            "行政村": desk.village_text(who),
            "监测对象识别时间": columns.date(day(2021, 3) + desk.below("noticed", household, 1600), ~watched),
        },
        [person(who)],
    )
    extract.plant("X-05", "风险是否已消除", odd)
    extract.plant("X-03", None, desk.people.death[who] <= desk.day)
    listed = np.zeros(len(desk.people), bool)
    listed[covered(Desk(desk.county, "enrollment", desk.window))] = True
    at_home = desk.census.alive[who] & (desk.census.status[who] == NORMAL)
    extract.lead("W-05", PERSON, who[watched & at_home & ~listed[who]])
    return extract


def land_contract(desk: Desk) -> Extract:
    """土地承包经营权: contracts of rural households; speakers may have died since."""
    land, households, divisions = desk.county.land, desk.county.households, desk.county.divisions
    village = households.village[land.household]
    groups = [f"第{number}村民小组" for number in range(1, 13)]
    starts = np.unique(land.since)
    spans = [f"{iso(int(start))}至{iso(int(start) + _CONTRACT_DAYS)}" for start in starts]
    return desk.extract(
        land.household,
        {
            "承包方编码": columns.join(
                columns.choose(divisions.code, village), columns.whole(np.arange(len(village)), 6)
            ),
            "承包方代表姓名": desk.name(land.speaker),
            "证件号码": desk.number(land.speaker),
            "承包方成员数": columns.whole(np.maximum(desk.census.members[land.household], 1)),
            "确权总面积": columns.decimal(land.area),
            "发包方名称": columns.join(
                "慈利县",
                columns.choose(divisions.township_name, village),
                columns.choose(divisions.name, village),
                columns.choose(groups, households.group[land.household] - 1),
            ),
            "发包方区划": columns.choose(divisions.code, village),
            "合同起止": columns.choose(spans, np.searchsorted(starts, land.since)),
            "联系电话": desk.phone(land.speaker),
        },
        [person(land.speaker)],
    )
