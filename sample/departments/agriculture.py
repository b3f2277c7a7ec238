"""农业农村局: households out of poverty or watched, and contracted land."""

import numpy as np

from sample import columns
from sample.codes import code_text
from sample.desk import Desk, person
from sample.extract import Extract
from sample.programmes import POVERTY_KINDS
from sample.timeline import day, iso

_HEALTH = ("健康", "长期慢性病", "患有大病", "残疾")
_SKILLS = ("普通劳动力", "技能劳动力", "弱劳动力或半劳动力", "无劳动力")


def poverty_monitoring(desk: Desk) -> Extract:
    """脱贫户与监测对象: members of the households, a few contradictory or listed after death."""
    census, people, county = desk.census, desk.people, desk.county
    kind_of = county.programmes.household_poverty[people.household]
    dead = (people.death <= desk.day) & (people.death > day(2023)) & desk.happens("dead listed", people.keys,
                                                                                  0.04)
    listed = (people.household >= 0) & (kind_of >= 0) & (census.local | (dead & census.on_register))
    who = np.flatnonzero(listed & desk.happens("listed", people.keys, 0.985))
    who = who[np.lexsort((people.slot[who], people.household[who], desk.village(who)))]
    household = people.household[who]
    kind = kind_of[who]
    watched = kind > 0
    settled = desk.happens("settled", household, 0.6)
    odd = desk.rarely("contradiction", who, 0.004, ~watched)
    noticed = day(2021, 3) + desk.below("noticed", household, 1600)
    insured = county.programmes.insured[who] ^ desk.happens("wrong insurance", who, 0.01)
    health = np.where(census.age[who] > 50, county.chance.weighted("health", who, [60, 28, 8, 4]), 0)
    idle = (census.age[who] < 16) | (census.age[who] > 70)
    skill = np.where(idle, 3, county.chance.weighted("skill", who, [62, 14, 16, 8]))
    values = [
        columns.join("43082100", columns.whole(household, 8)),
        columns.join("4308210010", columns.whole(who, 8)),
        desk.name(who), desk.number(who), code_text(census.relation[who], 2),
        columns.choose(POVERTY_KINDS, kind),
        columns.choose(["否", "是"], np.where(watched, settled, np.where(odd, 0, -1)).astype(np.int64)),
        columns.decimal(900_000 + 10_000 * desk.below("income", household, 1500)),
        columns.choose(_HEALTH, health),
        columns.choose(_SKILLS, skill), columns.choose(["否", "是"], insured.astype(np.int64)),
        desk.village_text(who),
        columns.date(noticed, ~watched)]
    extract = desk.extract(who, values, [person(who)])
    extract.plant("X-05", "风险是否已消除", odd)
    extract.plant("X-03", None, dead[who])
    return extract


def land_contract(desk: Desk) -> Extract:
    """土地承包经营权: contracts of rural households; speakers may have died since."""
    county, land, divisions = desk.county, desk.county.land, desk.county.divisions
    households = county.households
    place = np.arange(len(land.household))
    village = households.village[land.household]
    town = columns.choose(divisions.township_name, village)
    issuer = columns.join("慈利县", town, columns.choose(divisions.name, village),
                          columns.choose([f"第{number}村民小组" for number in range(1, 13)],
                                         households.group[land.household] - 1))
    members = np.bincount(county.people.household[desk.census.local & (county.people.household >= 0)],
                          minlength=len(households))[land.household]
    starts = np.unique(land.since)
    spans = [f"{iso(int(start))}至{iso(int(start) + 365 * 30 + 7)}" for start in starts]
    values = [
        columns.join(columns.choose(divisions.code, village), columns.whole(place, 6)),
        desk.name(land.speaker),
        desk.number(land.speaker), columns.whole(np.maximum(members, 1)), columns.decimal(land.area), issuer,
        columns.choose(divisions.code, village),
        columns.choose(spans, np.searchsorted(starts, land.since)), desk.phone(land.speaker)]
    return desk.extract(land.household, values, [person(land.speaker)])
