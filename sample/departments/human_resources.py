"""人力资源和社会保障局: residents' pension, registered employment, insured employers."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sample import columns
from sample.desk import Desk, enterprise, person, short_organization_code
from sample.extract import ENTERPRISE, PERSON, Extract, Role
from sample.programmes import stopped
from sample.timeline import ages

_ELSEWHERE = ("东莞市宏远电子有限公司", "深圳市富士精密制造有限公司", "广州市天河区湘味餐饮店",
              "义乌市锦绣针织有限公司", "苏州工业园区联创科技有限公司",
              "长沙市雨花区建筑劳务有限公司", "自由职业", "灵活就业", "佛山市南海区陶瓷有限公司")


def drawing(desk: Desk, who: NDArray) -> NDArray[np.bool_]:
    """Who draws a pension if enrolled: from sixty on, but for a few who never asked."""
    asked = ~desk.county.chance.happens("does not draw", who, 0.008)
    return (ages(desk.people.birth[who], desk.day) >= 60) & asked


def resident_pension(desk: Desk) -> Extract:
    """城乡居民养老保险: contributors from sixteen, pensioners from sixty, the dead of the last two years."""
    census, people = desk.census, desk.people
    gone = people.death <= desk.day
    joined = (desk.county.programmes.pension_since <= desk.day) & census.on_register
    who = np.flatnonzero(joined & (people.death > desk.day - 730))
    age = ages(people.birth[who], desk.day)
    dead = gone[who]
    late = dead & (stopped(people, desk.county.chance, "pension")[who] > desk.day)
    draws = drawing(desk, who)
    paused = desk.happens("paused", who, 0.04) & ~draws & ~dead
    status = np.where(dead & ~late, 2, np.where(paused, 1, 0))
    benefit = np.where(dead & ~late, 2, np.where(draws, 1, 0))
    values = [
        columns.join("P", columns.whole(43082100000000 + who)), desk.name(who), desk.number(who),
        desk.sex(who),
        desk.birth(who), columns.choose(["正常参保", "暂停参保", "终止参保"], status),
        columns.choose(["缴费", "领取", "停发"], benefit),
        columns.decimal(12_300 + 100 * desk.below("pension", who, 160), benefit != 1),
        columns.date(desk.county.programmes.pension_since[who]), desk.division(who),
        columns.blank(desk.card(who), ~draws & desk.happens("no card", who, 0.5))]
    extract = desk.extract(who, values, [person(who)])
    extract.plant("X-03", None, late)
    extract.lead("W-02", PERSON, who[late & draws & desk.county.death_known(desk.day)[who]])
    extract.lead("W-15", PERSON, who[(age >= 60) & ~draws & ~dead & census.local[who]])
    return extract


def in_work(desk: Desk, who: NDArray) -> NDArray[np.int64]:
    """Registered state of employment: 0 在岗, 1 失业, 2 退出."""
    people, programmes = desk.people, desk.county.programmes
    state = np.where(programmes.unemployed_since[who] <= desk.day, 1, 0)
    left = (people.death[who] <= desk.day) | (ages(people.birth[who], desk.day) >= 60)
    return np.where(left, 2, state)


def _workplaces(desk: Desk, who: NDArray) -> tuple[pa.Array, pa.Array]:
    """Names and credit codes of employers, companies elsewhere without a code."""
    employer = desk.county.programmes.employer[who]
    away = columns.choose(_ELSEWHERE, desk.below("company elsewhere", who, len(_ELSEWHERE)))
    local = np.maximum(employer, -1)
    code = columns.blank(desk.credit_code(local), desk.happens("code unknown", who, 0.12))
    return columns.either(employer >= 0, desk.company(local), away), code


def employment(desk: Desk) -> Extract:
    """就业登记: registered jobs; employers elsewhere by name only."""
    programmes = desk.county.programmes
    who = np.flatnonzero(programmes.employed_since <= desk.day)
    who = who[(desk.people.death > programmes.employed_since)[who]]
    state = in_work(desk, who)
    name, code = _workplaces(desk, who)
    lost = programmes.unemployed_since[who]
    early = desk.rarely("lost before", who, 0.0015, state == 1)
    since = programmes.employed_since[who]
    values = [
        columns.join("JY430821", columns.whole(who, 9)), desk.name(who), desk.number(who),
        desk.education(who),
        columns.choose(["在岗", "失业", "退出"], state), name, code, columns.date(since),
        columns.date(np.where(early, since - 40, lost), state != 1), desk.phone(who)]
    employer = np.maximum(programmes.employer[who], -1)
    extract = desk.extract(who, values, [person(who), enterprise(employer, "employer")])
    extract.plant("X-06", "失业日期", early, columns.date(lost, state != 1))
    return extract


def insured_employees(desk: Desk) -> NDArray[np.int64]:
    """How many insured people work at each enterprise on the day."""
    programmes = desk.county.programmes
    works = (programmes.employer >= 0) & (programmes.employed_since <= desk.day) & desk.census.alive
    works &= programmes.unemployed_since > desk.day
    return np.bincount(programmes.employer[works], minlength=len(desk.county.economy))


def insured_employer(desk: Desk) -> Extract:
    """社保参保单位: insuring companies and public units with their legal representative."""
    economy = desk.county.economy
    which = np.flatnonzero(economy.insured & (economy.founded <= desk.day)
                           & (economy.closed > desk.day - 900))
    owner = economy.owner_on(desk.day - 90)[which]
    closed = economy.status_on(desk.day)[which] > 0
    code = desk.credit_code(which)
    number = columns.blank(desk.number(owner), desk.happens("no owner number", which, 0.2))
    values = [
        columns.join("DW", columns.whole(which + 1, 8)), desk.company(which),
        columns.blank(code, desk.happens("no code", which, 0.1)),
        columns.blank(short_organization_code(code), desk.happens("no old code", which, 0.5)),
        desk.name(owner), number, columns.choose(desk.county.divisions.township_name, economy.village[which]),
        columns.whole(insured_employees(desk)[which]), columns.choose(["正常参保", "注销"],
                                                                      closed.astype(np.int64)),
        columns.whole(economy.phone[which])]
    return desk.extract(which, values, [Role("self", ENTERPRISE, which),
                                        person(owner, "legal_representative")])
