"""民政局: subsistence relief, old-age allowance, marriages, funerals."""

import numpy as np
from numpy.typing import NDArray

from sample import columns
from sample.codes import code_text
from sample.desk import Desk, Window, person
from sample.extract import PERSON, Extract, Page
from sample.numbers import ranks
from sample.programmes import allowance_amount, stopped
from sample.story import County
from sample.timeline import NEVER, YEAR, ages, day

FIRST_MARRIAGE = day(2002, 7)
"""Marriages are on file from this day on."""
_WEDDING, _DIVORCE, _REPLACEMENT, _SECOND_WEDDING = range(4)
_LEGAL_AGE = int(20 * YEAR)
"""Of brides."""
_RELIEF_PAGES = (
    Page("城乡低保花名册", "农村低保", "慈利县农村低保对象花名册"),
    Page("城乡低保花名册", "城市低保", "慈利县城市低保对象花名册"),
)


def _relieved(desk: Desk) -> NDArray[np.int64]:
    """Members of receiving households, by household: some of the dead and of those who left among them."""
    census, people, programmes = desk.census, desk.people, desk.county.programmes
    household = people.household
    since, until = programmes.household_relief_since[household], programmes.household_relief_until[household]
    receives = (household >= 0) & (since <= desk.day) & (until > desk.day - 180) & census.on_register
    kept = (people.death > since) & (stopped(people, desk.county.chance, "relief") > desk.day)
    stays = (people.moved_out > desk.day) | desk.happens("keeps movers", people.keys, 0.3)
    who = np.flatnonzero(receives & ((people.death > desk.day) | kept) & stays)
    return who[np.lexsort((people.slot[who], household[who]))]


def receives_relief(county: County, window: Window) -> NDArray[np.bool_]:
    """Whether somebody is a living member on the list of households that receive relief now."""
    desk = Desk(county, "subsistence_allowance", window)
    who = _relieved(desk)
    paid = county.programmes.household_relief_until[desk.people.household[who]] > desk.day
    receives = np.zeros(len(desk.people), bool)
    receives[who[paid & desk.census.alive[who]]] = True
    return receives


def _relief_amounts(desk: Desk, who: NDArray) -> tuple[NDArray, NDArray]:
    """Monthly amounts in hundredths, and where the household's sum stands with each of its members (X-08)."""
    household = desk.people.household[who]
    members = np.bincount(household, minlength=len(desk.county.households))[household]
    repeated = desk.happens("household amount", household, 0.3) & (members > 1)
    # What tops up an income differs from member to member.
    own = 28_000 + 100 * desk.below("relief amount", household, 300) + 1_500 * ranks(household)
    together = np.bincount(household, own, len(desk.county.households)).astype(np.int64)
    return np.where(repeated, together[household], own), repeated


def subsistence_allowance(desk: Desk) -> Extract:
    """城乡低保: members of receiving households, a sheet for the towns and one for the villages."""
    census, people, programmes = desk.census, desk.people, desk.county.programmes
    who = _relieved(desk)
    household, applicant = people.household[who], census.head[who]
    urban = desk.county.divisions.urban[desk.village(who)]
    active = programmes.household_relief_until[household] > desk.day
    amount, repeated = _relief_amounts(desk, who)
    extract = desk.extract(
        who,
        {
            "家庭编号": columns.join("DB", columns.whole(430821 * 10**7 + household, 13)),
            "申请人姓名": desk.name(applicant),
            "申请人身份证号": desk.number(applicant),
            "成员姓名": desk.name(who),
            "成员身份证号": desk.number(who),
            "与申请人关系": code_text(np.where(applicant == who, 1, census.relation[who]), 2),
            "保障类别": columns.either(urban, "城市低保", "农村低保"),
            "月保障金额": columns.decimal(amount),
            "银行账号": desk.card(applicant),
            "家庭住址": desk.address(who),
            "所属村居": desk.village_text(who),
            "开始享受年月": columns.month(programmes.household_relief_since[household]),
            "状态": columns.either(active, "享受", "停发"),
        },
        [person(who), person(applicant, "applicant")],
        _RELIEF_PAGES,
        urban.astype(np.int64),
    )
    gone, left = people.death[who] <= desk.day, people.moved_out[who] <= desk.day
    extract.plant("X-08", "月保障金额", repeated)
    extract.plant("X-03", None, gone & active)
    extract.plant("X-04", None, left & active)
    extract.lead("W-02", PERSON, who[gone & active & desk.county.undue(desk.day)[who]])
    extract.lead("W-12", PERSON, who[left & active])
    return extract


def elderly_allowance(desk: Desk) -> Extract:
    """高龄津贴: residents from eighty on; some accounts are a child's."""
    census, people, programmes = desk.census, desk.people, desk.county.programmes
    paid = (programmes.allowance_since <= desk.day) & (programmes.allowance_until > desk.day)
    stays = (people.moved_out > desk.day) | (people.keys % 3 == 0)
    who = np.flatnonzero(paid & census.on_register & stays)
    who = who[np.lexsort((who, desk.village(who)))]
    relative = desk.county.relative[who]
    holder = np.where((relative >= 0) & desk.happens("child's account", who, 0.09), relative, who)
    holder_name = columns.blank(desk.name(holder), desk.happens("no holder", who, 0.3) & (holder == who))
    extract = desk.extract(
        who,
        {
            "姓名": desk.name(who),
            "身份证号码": desk.number(who),
            "年龄": columns.whole(census.age[who]),
            "户籍地址": desk.address(who),
            "村居": desk.village_text(who),
            "发放标准": columns.decimal(allowance_amount(census.age[who])),
            "开户姓名": holder_name,
            "银行卡号": desk.card(holder),
            "享受起始月": columns.month(programmes.allowance_since[who]),
            "联系人电话": columns.either(people.phone[who] > 0, desk.phone(who), desk.phone(relative)),
        },
        [person(who), person(holder, "account_holder", holder_name)],
    )
    gone, left = people.death[who] <= desk.day, people.moved_out[who] <= desk.day
    extract.plant("X-03", None, gone)
    extract.plant("X-04", None, left & ~gone)
    extract.lead("W-02", PERSON, who[gone & desk.county.undue(desk.day)[who]])
    extract.lead("W-01", PERSON, np.flatnonzero(census.local & (census.age >= 80) & ~paid))
    return extract


def _too_young(desk: Desk, couples: NDArray) -> NDArray[np.bool_]:
    """Couples whose wedding was registered half a year before the bride was of age."""
    of_age = desk.people.birth[desk.people.families.wife[couples]] + _LEGAL_AGE
    recent = (desk.people.families.married[couples] > day(2003)) & (of_age > day(2003))
    return desk.rarely("too young", couples, 0.0006, recent)


def _second_brides(desk: Desk, couples: NDArray) -> NDArray[np.int64]:
    """The wife of the next couple, for husbands who marry again although married; -1 for all others."""
    families, people = desk.people.families, desk.people
    lasts = (families.divorced[couples] == NEVER) & (families.married[couples] > day(2003))
    lasts &= (families.married[couples] < day(2022)) & (people.death[families.husband[couples]] == NEVER)
    lasts &= people.death[families.wife[couples]] == NEVER
    again = desk.rarely("marries again", couples, 0.0003, lasts & np.roll(lasts, -1))
    return np.where(again, np.roll(families.wife[couples], -1), -1)


def _marriage_events(desk: Desk) -> tuple[NDArray, NDArray, NDArray]:
    """Day, kind and family of the window's registrations, by day; only while both partners live."""
    families = desk.people.families
    couples = np.flatnonzero((families.husband >= 0) & (families.wife >= 0))
    early = desk.people.birth[families.wife[couples]] + _LEGAL_AGE - 180
    married = np.where(_too_young(desk, couples), early, families.married[couples])
    again = np.where(_second_brides(desk, couples) >= 0, day(2022) + couples % 900, NEVER)
    divorced = np.where(desk.happens("by registration", couples, 0.6), families.divorced[couples], NEVER)
    replaced = families.married[couples] + 300 + desk.below("replaced when", couples, 5000)
    replaced = np.where(desk.happens("replaced", couples, 0.11) & (replaced < divorced), replaced, NEVER)
    days = np.concatenate([married, divorced, replaced, again])
    kind = np.repeat([_WEDDING, _DIVORCE, _REPLACEMENT, _SECOND_WEDDING], len(couples))
    family = np.tile(couples, 4)
    parted = np.minimum(desk.people.death[families.husband[family]], desk.people.death[families.wife[family]])
    rows = np.flatnonzero(desk.occurs(days) & (days > FIRST_MARRIAGE) & (days < parted))
    rows = rows[np.lexsort((rows, days[rows]))]
    return days[rows], kind[rows], family[rows]


def marriage_registration(desk: Desk) -> Extract:
    """婚姻登记: weddings since mid-2002, divorces by registration, replaced certificates."""
    days, kind, family = _marriage_events(desk)
    husband, wife = desk.people.families.husband[family], desk.people.families.wife[family]
    couples = np.flatnonzero((desk.people.families.husband >= 0) & (desk.people.families.wife >= 0))
    bride = np.full(len(desk.people.families), -1, np.int64)
    bride[couples] = _second_brides(desk, couples)
    wife = np.where(kind == _SECOND_WEDDING, bride[family], wife)
    keys = family * 4 + kind
    letter = columns.choose(["J", "L", "B", "J"], kind)
    extract = desk.extract(
        keys,
        {
            "登记字号": columns.join(letter, "430821-", columns.date(days), "-", columns.whole(keys, 7)),
            "登记类型": columns.choose(["结婚", "离婚", "补领", "结婚"], kind),
            "男方姓名": desk.name(husband),
            "男方身份证号": desk.number(husband),
            "女方姓名": desk.name(wife),
            "女方身份证号": desk.number(wife),
            "登记日期": columns.date(days),
            "登记机关": columns.constant("慈利县民政局婚姻登记处", len(keys)),
        },
        [person(husband, "male"), person(wife, "female")],
    )
    wed, second = (kind == _WEDDING) | (kind == _SECOND_WEDDING), kind == _SECOND_WEDDING
    extract.lead("UNDERAGE_MARRIAGE", PERSON, husband[wed & (ages(desk.people.birth[husband], days) < 22)])
    extract.lead("UNDERAGE_MARRIAGE", PERSON, wife[wed & (ages(desk.people.birth[wife], days) < 20)])
    extract.lead("SEVERAL_MARRIAGES", PERSON, np.concatenate([husband[second], wife[second]]))
    return extract


def funeral(desk: Desk) -> Extract:
    """殡葬火化: cremations; at times with the number of the relative who came, or dated before the death."""
    people = desk.people
    cremation = people.death + 2 + desk.below("days", people.keys, 4)
    who = np.flatnonzero(desk.county.cremated & desk.occurs(cremation + 2))
    who = who[np.lexsort((who, cremation[who]))]
    family = desk.county.relative[who]
    swapped = (family >= 0) & desk.happens("handler's number", who, 0.03)
    early = desk.rarely("before death", who, 0.003, ~swapped)
    number = columns.blank(desk.number(who), desk.happens("no number", who, 0.02) & ~swapped)
    extract = desk.extract(
        who,
        {
            "火化编号": columns.join("CL", columns.whole(cremation[who]), columns.whole(who, 7)),
            "逝者姓名": desk.name(who),
            "逝者身份证号": columns.either(swapped, desk.number(family), number),
            "性别": desk.sex(who),
            "年龄": columns.whole(ages(people.birth[who], people.death[who])),
            "死亡日期": columns.date(people.death[who]),
            "火化日期": columns.date(np.where(early, people.death[who] - 20, cremation[who])),
            "家属姓名": desk.name(family),
            "家属电话": desk.phone(family),
            "户籍地址": desk.address(who),
        },
        [person(who, "deceased"), person(family, "family")],
    )
    extract.plant("D-17", "逝者身份证号", swapped, number)
    extract.plant("X-06", "火化日期", early, columns.date(cremation[who]))
    return extract
