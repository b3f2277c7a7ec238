"""民政局: subsistence relief, old-age allowance, marriages, funerals."""

import numpy as np

from sample import columns
from sample.codes import code_text
from sample.desk import Desk, person
from sample.extract import PERSON, Extract, Page
from sample.programmes import stopped
from sample.timeline import NEVER, ages, day

FIRST_MARRIAGE = day(2002, 7)
"""Marriages are on file from this day on."""
_KINDS = ("结婚", "离婚", "补领")


def subsistence_allowance(desk: Desk) -> Extract:
    """城乡低保: members of receiving households, a sheet for the towns and one for the villages."""
    census, people, programmes = desk.census, desk.people, desk.county.programmes
    household = people.household
    since, until = programmes.household_relief_since[household], programmes.household_relief_until[household]
    receives = (household >= 0) & (since <= desk.day) & (until > desk.day - 180) & census.on_register
    gone = people.death <= desk.day
    kept = (people.death > since) & (stopped(people, desk.county.chance, "relief") > desk.day)
    left = people.moved_out <= desk.day
    receives &= (~gone | kept) & (~left | desk.happens("keeps movers", people.keys, 0.3))
    who = np.flatnonzero(receives)
    who = who[np.lexsort((people.slot[who], household[who]))]
    urban = desk.county.divisions.urban[desk.village(who)]
    applicant = census.head[who]
    own = applicant == who
    sum_paid = desk.happens("household amount", household[who], 0.3)
    members = np.bincount(household[who], minlength=len(desk.county.households))[household[who]]
    each = 28_000 + 100 * desk.below("relief amount", household[who], 300)
    active = until[who] > desk.day
    values = [
        columns.join("DB", columns.whole(430821 * 10**7 + household[who], 13)), desk.name(applicant),
        desk.number(applicant),
        desk.name(who), desk.number(who), code_text(np.where(own, 1, census.relation[who]), 2),
        columns.choose(["农村低保", "城市低保"], urban.astype(np.int64)),
        columns.decimal(np.where(sum_paid, each * members, each)), desk.card(applicant), desk.address(who),
        desk.village_text(who), columns.month(since[who]),
        columns.choose(["停发", "享受"], active.astype(np.int64))]
    pages = (Page("城乡低保花名册", "农村低保", "慈利县农村低保对象花名册"),
             Page("城乡低保花名册", "城市低保", "慈利县城市低保对象花名册"))
    extract = desk.extract(who, values, [person(who), person(applicant, "applicant")], pages,
                           urban.astype(np.int64))
    extract.plant("X-08", "月保障金额", sum_paid & (members > 1))
    extract.plant("X-03", None, gone[who] & active)
    extract.plant("X-04", None, left[who] & active)
    extract.lead("W-02", PERSON, who[gone[who] & active & desk.county.death_known(desk.day)[who]])
    extract.lead("W-12", PERSON, who[left[who] & active])
    return extract


def elderly_allowance(desk: Desk) -> Extract:
    """高龄津贴: residents from eighty on; some accounts are a child's."""
    census, people, programmes = desk.census, desk.people, desk.county.programmes
    gone, left = people.death <= desk.day, people.moved_out <= desk.day
    paid = (programmes.allowance_since <= desk.day) & (programmes.allowance_until > desk.day)
    who = np.flatnonzero(paid & census.on_register & (~left | (people.keys % 3 == 0)))
    who = who[np.lexsort((who, desk.village(who)))]
    relative = desk.county.relative[who]
    holder = np.where((relative >= 0) & desk.happens("child's account", who, 0.09), relative, who)
    age = ages(people.birth[who], desk.day)
    named = columns.blank(desk.name(holder), desk.happens("no holder", who, 0.3) & (holder == who))
    values = [
        desk.name(who), desk.number(who), columns.whole(age), desk.address(who), desk.village_text(who),
        columns.decimal(np.where(age >= 100, 60_000, np.where(age >= 90, 20_000, 10_000))), named,
        desk.card(holder),
        columns.month(programmes.allowance_since[who]),
        columns.either(people.phone[who] > 0, desk.phone(who), desk.phone(relative))]
    extract = desk.extract(who, values, [person(who), person(holder, "account_holder", named)])
    extract.plant("X-03", None, gone[who])
    extract.lead("W-02", PERSON, who[gone[who] & desk.county.death_known(desk.day)[who]])
    of_age = census.local & (ages(people.birth, desk.day) >= 80) & ~paid
    extract.lead("W-01", PERSON, np.flatnonzero(of_age))
    return extract


def marriage_registration(desk: Desk) -> Extract:
    """婚姻登记: weddings since mid-2002, divorces by registration, replaced certificates."""
    families = desk.people.families
    couples = np.flatnonzero((families.husband >= 0) & (families.wife >= 0))
    replaced = families.married[couples] + 300 + desk.below("replaced when", couples, 5000)
    replaced = np.where(desk.happens("replaced", couples, 0.11), replaced, NEVER)
    divorced = np.where(desk.happens("by registration", couples, 0.6), families.divorced[couples], NEVER)
    days = np.concatenate([families.married[couples], divorced,
                           np.where(replaced < divorced, replaced, NEVER)])
    kind, family = np.repeat([0, 1, 2], len(couples)), np.tile(couples, 3)
    dies = np.minimum(desk.people.death[families.husband[family]], desk.people.death[families.wife[family]])
    rows = np.flatnonzero(desk.occurs(days) & (days > FIRST_MARRIAGE) & (days < dies))
    rows = rows[np.lexsort((rows, days[rows]))]
    days, kind, family = days[rows], kind[rows], family[rows]
    husband, wife, keys = families.husband[family], families.wife[family], family * 3 + kind
    number = columns.join(columns.choose(["J", "L", "B"], kind), "430821-", columns.take(
        columns.date(days), np.arange(len(days))), "-", columns.whole(keys, 7))
    office = columns.constant("慈利县民政局婚姻登记处", len(keys))
    values = [number, columns.choose(_KINDS, kind), desk.name(husband), desk.number(husband), desk.name(wife),
              desk.number(wife), columns.date(days), office]
    return desk.extract(keys, values, [person(husband, "male"), person(wife, "female")])


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
    burnt = np.where(early, people.death[who] - 20, cremation[who])
    values = [
        columns.join("CL", columns.whole(cremation[who]), columns.whole(who, 7)), desk.name(who),
        columns.either(swapped, desk.number(family), number), desk.sex(who),
        columns.whole(ages(people.birth[who], people.death[who])), columns.date(people.death[who]),
        columns.date(burnt), desk.name(family), desk.phone(family), desk.address(who)]
    extract = desk.extract(who, values, [person(who, "deceased"), person(family, "family")])
    extract.plant("D-17", "逝者身份证号", swapped, number)
    extract.plant("X-06", "火化日期", early, columns.date(cremation[who]))
    return extract
