"""人力资源和社会保障局: residents' pension, registered employment, insured employers."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sample import columns
from sample.departments.civil_affairs import receives_relief
from sample.desk import Desk, enterprise, person, short_organization_code
from sample.economy import Economy
from sample.extract import ENTERPRISE, PERSON, Extract
from sample.programmes import stopped
from sample.timeline import ages

_INFORMAL = ("自由职业", "灵活就业")
WORK_STATES = ("在岗", "失业", "退出")
_PAYS_IN, _DRAWS, _STOPPED = range(3)
_ELSEWHERE = (
    "东莞市宏远电子有限公司",
    "深圳市富士精密制造有限公司",
    "广州市天河区湘味餐饮店",
    "义乌市锦绣针织有限公司",
    "苏州工业园区联创科技有限公司",
    "长沙市雨花区建筑劳务有限公司",
    "自由职业",
    "灵活就业",
    "佛山市南海区陶瓷有限公司",
)


def drawing(desk: Desk, who: NDArray) -> NDArray[np.bool_]:
    """Who draws a pension if enrolled: from sixty on, but for a few who never asked, and a few before."""
    chance, age = desk.county.chance, ages(desk.people.birth[who], desk.day)
    asked = ~chance.happens("does not draw", who, 0.008)
    early = (age >= 50) & (age < 60) & chance.happens("draws early", who, 0.0015)
    return ((age >= 60) & asked) | early


def resident_pension(desk: Desk) -> Extract:
    """城乡居民养老保险: contributors from sixteen, pensioners from sixty, the dead of the last two years."""
    census, people, since = desk.census, desk.people, desk.county.programmes.pension_since
    who = np.flatnonzero((since <= desk.day) & census.on_register & (people.death > desk.day - 730))
    dead = people.death[who] <= desk.day
    late = dead & (stopped(people, desk.county.chance, "pension")[who] > desk.day)
    draws, ended = drawing(desk, who), dead & ~late
    paused = desk.happens("paused", who, 0.04) & ~draws & ~dead
    benefit = np.where(ended, _STOPPED, np.where(draws, _DRAWS, _PAYS_IN))
    amount = 12_300 + 100 * desk.below("pension", who, 160)
    extract = desk.extract(
        who,
        {
            "个人编号": columns.join("P", columns.whole(43082100000000 + who)),
            "姓名": desk.name(who),
            "证件号码": desk.number(who),
            "性别": desk.sex(who),
            "出生年月": desk.birth(who),
            "参保状态": columns.either(ended, "终止参保", columns.either(paused, "暂停参保", "正常参保")),
            "待遇状态": columns.choose(["缴费", "领取", "停发"], benefit),
            "月养老金": columns.decimal(amount, benefit != _DRAWS),
            "参保日期": columns.date(since[who]),
            "村社区编码": desk.division(who),
            "银行卡号": columns.blank(desk.card(who), ~draws & desk.happens("no card", who, 0.5)),
        },
        [person(who)],
    )
    extract.plant("X-03", None, late)
    extract.lead("W-02", PERSON, who[late & draws & desk.county.undue(desk.day)[who]])
    extract.lead("EARLY_PENSION", PERSON, who[draws & ~ended & (ages(people.birth[who], desk.day) < 60)])
    extract.lead("W-15", PERSON, who[(census.age[who] >= 60) & ~draws & ~dead & census.local[who]])
    return extract


def in_work(desk: Desk, who: NDArray) -> NDArray[np.int64]:
    """Position in WORK_STATES of people with registered employment."""
    people, programmes = desk.people, desk.county.programmes
    state = np.where(programmes.unemployed_since[who] <= desk.day, 1, 0)
    left = (people.death[who] <= desk.day) | (ages(people.birth[who], desk.day) >= 60)
    return np.where(left, 2, state)


def _workplaces(desk: Desk, who: NDArray) -> tuple[pa.Array, pa.Array]:
    """Names and credit codes of employers, companies elsewhere without a code."""
    employer = desk.county.programmes.employer[who]
    away = columns.choose(_ELSEWHERE, desk.below("company elsewhere", who, len(_ELSEWHERE)))
    code = columns.blank(desk.credit_code(employer), desk.happens("code unknown", who, 0.12))
    return columns.either(employer >= 0, desk.company(employer), away), code


def employment(desk: Desk) -> Extract:
    """就业登记: registered jobs; employers elsewhere by name only."""
    programmes = desk.county.programmes
    who = np.flatnonzero(programmes.employed_since <= np.minimum(desk.day, desk.people.death - 1))
    state = in_work(desk, who)
    since, lost = programmes.employed_since[who], programmes.unemployed_since[who]
    early = desk.rarely("lost before", who, 0.0015, state == 1)
    workplace, code = _workplaces(desk, who)
    extract = desk.extract(
        who,
        {
            "就业登记号": columns.join("JY430821", columns.whole(who, 9)),
            "姓名": desk.name(who),
            "身份证号": desk.number(who),
            "文化程度": desk.education(who),
            "就业状态": columns.choose(WORK_STATES, state),
            "用人单位": workplace,
            "单位信用代码": code,
            "登记日期": columns.date(since),
            "失业日期": columns.date(np.where(early, since - 40, lost), state != 1),
            "联系电话": desk.phone(who),
        },
        [person(who), enterprise(np.maximum(programmes.employer[who], -1), "employer")],
    )
    extract.plant("X-06", "失业日期", early, columns.date(lost, state != 1))
    formal = ~np.isin(workplace.to_numpy(zero_copy_only=False), _INFORMAL)
    relieved = receives_relief(desk.county, desk.window)[who]
    extract.lead("W-09", PERSON, who[(state == 0) & formal & relieved])
    return extract


def insured_employees(desk: Desk) -> NDArray[np.int64]:
    """How many insured people work at each enterprise on the day."""
    programmes = desk.county.programmes
    works = (programmes.employer >= 0) & (programmes.employed_since <= desk.day) & desk.census.alive
    works &= programmes.unemployed_since > desk.day
    return np.bincount(programmes.employer[works], minlength=len(desk.county.economy))


def cancelled(economy: Economy, day: int) -> NDArray[np.bool_]:
    """Enterprises that were cancelled a month ago or earlier."""
    return (economy.status_on(day) == 2) & (economy.closed + 30 <= day)


def insured_employer(desk: Desk) -> Extract:
    """社保参保单位: insuring companies and public units with their legal representative."""
    economy = desk.county.economy
    on_list = (economy.founded <= desk.day) & (economy.closed > desk.day - 900)
    which = np.flatnonzero(economy.insured & on_list)
    owner = economy.owner_on(desk.day - 90)[which]
    code = desk.credit_code(which)
    old_code = short_organization_code(code)
    forgotten = desk.county.chance.happens("insurance not closed", which, 0.03)
    insured = (economy.status_on(desk.day)[which] == 0) | forgotten
    extract = desk.extract(
        which,
        {
            "单位编号": columns.join("DW", columns.whole(which + 1, 8)),
            "单位名称": desk.company(which),
            "统一社会信用代码": columns.blank(code, desk.happens("no code", which, 0.1)),
            "组织机构代码": columns.blank(old_code, desk.happens("no old code", which, 0.5)),
            "法人姓名": desk.name(owner),
            "法人证件号": columns.blank(desk.number(owner), desk.happens("no owner number", which, 0.2)),
            "单位地址": columns.choose(desk.county.divisions.township_name, economy.village[which]),
            "参保人数": columns.whole(insured_employees(desk)[which]),
            "参保状态": columns.either(insured, "正常参保", "注销"),
            "联系电话": columns.whole(economy.phone[which]),
        },
        [enterprise(which), person(owner, "legal_representative")],
    )
    extract.lead("CANCELLED_ENTERPRISE", ENTERPRISE, which[insured & cancelled(economy, desk.day)[which]])
    return extract
