"""What identifies people: names, citizen numbers, phones, bank cards, ethnic group and schooling."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sample import columns, names, numbers
from sample.chance import Chance
from sample.divisions import Divisions
from sample.people import FLOATING, OUTSIDER, RESIDENT, People
from sample.timeline import BASE, HORIZON, NEVER, ages, day, years_of, yyyymmdd

_GROUPS = (1, 15, 14, 6, 3, 12, 13, 11, 8, 2)
_OTHER_PREFIXES = np.array([439911, 439923, 439931, 439942, 439957, 439966])
"""Unassigned like 439901, and in no table: people whose number was given elsewhere."""


def name_people(
    people: People, clan: NDArray, generation: NDArray, divisions: Divisions, chance: Chance
) -> None:
    """Ethnic groups and names; some are shared by namesakes of a village and year, some change."""
    keys, year = people.keys, years_of(people.birth)
    people.ethnicity = _ethnicities(people, divisions, chance)
    first, second = names.draw_given(
        chance, keys, year, ~people.male, names.generation_characters(chance, clan, generation)
    )
    _make_namesakes(people, year, first, second, chance)
    foreign = np.isin(people.ethnicity, names.INTERPUNCT_PEOPLES)
    spelt = names.spell(people.surname, first, second)
    people.name = columns.either(foreign, names.spell_interpunct(chance, keys), spelt)
    other_first, other_second = names.draw_given(chance, keys + 10**9, year, ~people.male, first)
    earlier = names.spell(people.surname, other_first, other_second)
    had_other = chance.happens("former name", keys, 0.03) & ~foreign & (ages(people.birth, BASE) > 25)
    people.former_name = columns.blank(earlier, ~had_other)
    changes = chance.happens("renamed", keys, 0.0015) & ~had_other & ~foreign
    when = day(2025, 7) + chance.below("renamed when", keys, HORIZON - day(2025, 7))
    people.renamed = np.where(changes, when, NEVER)
    people.early_name = columns.either(changes, earlier, people.name)


def _ethnicities(people: People, divisions: Divisions, chance: Chance) -> NDArray[np.int64]:
    """GB/T 3304 codes: handed down by the father's line, more Tujia in the Tujia townships."""
    keys = people.keys
    in_tujia_town = np.array(["土家族" in name for name in divisions.township_name])
    tujia = in_tujia_town[people.village] & (people.village >= 0)
    common = chance.weighted("ethnic group", keys, [38, 55, 3, 2.4, 0.5, 0.3, 0.3, 0.2, 0.2, 0.1])
    local = chance.weighted("ethnic group", keys, [10, 85, 2, 2, 0.3, 0.2, 0.2, 0.1, 0.1, 0.1])
    code = np.array(_GROUPS)[np.where(tujia, local, common)]
    rate = np.where(people.kind == RESIDENT, 0.0006, 0.008)
    from_afar = chance.happens("from afar", keys, rate) & (people.origin < 0)
    code = np.where(from_afar, np.array(names.INTERPUNCT_PEOPLES)[chance.below("which afar", keys, 3)], code)
    father, mother = people.parents()
    parent = np.where(chance.happens("mother's group", keys, 0.25) & (mother >= 0), mother, father)
    for _ in range(6):
        inherited = np.where(np.isin(code[parent], names.INTERPUNCT_PEOPLES), 15, code[parent])
        code = np.where(parent >= 0, inherited, code)
    return code


def _make_namesakes(people: People, year: NDArray, first: NDArray, second: NDArray, chance: Chance) -> None:
    """Give some people, in place, the given name of one of the same village, surname, sex and year."""
    group = ((people.village * 300 + people.surname) * 200 + year - 1900) * 2 + people.male
    order = np.argsort(group, kind="stable")
    pairs = np.flatnonzero((group[order][1:] == group[order][:-1]) & (people.village[order][1:] >= 0))
    pairs = pairs[chance.happens("namesake", order[pairs], 0.08)]
    first[order[pairs + 1]], second[order[pairs + 1]] = first[order[pairs]], second[order[pairs]]


def number_people(people: People, chance: Chance) -> None:
    """Citizen numbers of everybody, and second numbers of those who once had another one."""
    keys = people.keys
    aged = (people.birth < day(1970)) & chance.happens("old county code", keys, 0.3)
    prefix = np.where(aged, numbers.OLD_PREFIX, numbers.PREFIX)
    married_in = (people.origin < 0) & ~people.male & (people.own >= 0)
    married_in &= chance.happens("married in", keys, 0.05)
    elsewhere = (people.kind != RESIDENT) | married_in
    prefix = np.where(elsewhere, _OTHER_PREFIXES[chance.below("other prefix", keys, 6)], prefix)
    eligible = (people.kind == RESIDENT) & (ages(people.birth, BASE) > 12)
    draw = np.where(eligible, chance.uniform("second number", keys), 2.0)
    twice = np.flatnonzero(draw <= max(0.0006, np.partition(draw, 1)[1]))
    who = np.r_[keys, twice]
    moved = np.r_[people.birth, people.birth[twice] - chance.below("second birth", twice, 2) * 31]
    stems = numbers.citizen_stems(prefix[who], yyyymmdd(moved), people.male[who])
    all_numbers = numbers.citizen_numbers(stems)
    people.id_number = all_numbers.slice(0, len(keys))
    place = np.full(len(keys), -1, np.int64)
    place[twice] = len(keys) + np.arange(len(twice))
    people.second_id = columns.take(all_numbers, place)


def share_numbers(people: People, chance: Chance) -> NDArray[np.int64]:
    """Give a few people the number of a namesake in birth day and sex (重号); answers the later owners."""
    eligible = np.flatnonzero(
        (people.kind == RESIDENT) & (ages(people.birth, BASE) > 30) & (people.death == NEVER)
    )
    group = people.birth[eligible] * 2 + people.male[eligible]
    order = eligible[np.argsort(group, kind="stable")]
    same = np.flatnonzero(
        (people.birth[order][1:] == people.birth[order][:-1])
        & (people.male[order][1:] == people.male[order][:-1])
        & (people.village[order][1:] != people.village[order][:-1])
    )
    wanted = max(1, round(len(people) * 3e-5))
    chosen = np.sort(same[np.argsort(chance.bits("shared number", order[same]), kind="stable")[:wanted]])
    chosen = chosen[np.diff(chosen, prepend=-9) != 1]
    first, later = order[chosen], order[chosen + 1]
    people.id_number = columns.patch(people.id_number, later, people.id_number.take(pa.array(first)))
    return later


def equip_people(people: People, chance: Chance) -> None:
    """Phones (15 % without, 5 % shared), bank cards and passbooks, schooling, and who works away."""
    keys, age = people.keys, ages(people.birth, BASE)
    phone = numbers.mobile_numbers(chance, "phone", keys)
    grown = np.flatnonzero((age >= 18) & (people.household >= 0))
    senior = np.full(people.household.max() + 1, -1, np.int64)
    senior[people.household[grown[::-1]]] = grown[::-1]
    shares = chance.happens("shares a phone", keys, 0.04) & (people.household >= 0) & (age >= 12)
    owner = np.where(shares, senior[people.household], keys)
    cadre = chance.happens("cadre's phone", keys, 0.01) & (people.village >= 0) & (age >= 50)
    phone = np.where(
        cadre, numbers.mobile_numbers(chance, "cadre", people.village), phone[np.maximum(owner, 0)]
    )
    without = chance.happens("no phone", keys, np.where(age > 75, 0.35, 0.13)) | (age < 12)
    people.phone = np.where(without, 0, phone)
    changed = chance.happens("had another phone", keys, 0.3) & ~without
    earlier = numbers.mobile_numbers(chance, "old phone", keys)
    people.old_phone = np.where(changed, earlier, people.phone)
    people.phone_told = day(2015) + chance.below("phone told", keys, HORIZON + 20_000 - day(2015))
    passbook = chance.happens("passbook", keys, 0.06)
    people.card = columns.either(passbook, numbers.passbook_numbers(keys), numbers.card_numbers(keys))
    people.education = _schooling(age, keys, chance)
    away = chance.happens("works away", keys, 0.3) & (age >= 18) & (age < 56) & (people.kind != OUTSIDER)
    people.away = np.where(away & (people.kind != FLOATING), chance.below("where away", keys, 12), -1)


def _schooling(age: NDArray, keys: NDArray, chance: Chance) -> NDArray[np.int64]:
    """GB/T 4658 codes of grown people by cohort, of children by what they attend; 0 below school age."""
    codes = np.array([90, 81, 71, 61, 41, 31, 21, 14])
    cohorts = (
        (23, [0, 1, 20, 35, 18, 18, 8, 0]),
        (36, [0.3, 4, 38, 20, 12, 14, 11, 0.7]),
        (51, [1, 18, 52, 14, 6, 5, 4, 0.2]),
        (66, [6, 40, 40, 10, 2, 1.5, 0.5, 0]),
        (200, [35, 48, 12, 4, 0.6, 0.3, 0.1, 0]),
    )
    place, lower, code = np.zeros(len(age), np.int64), 18, np.zeros(len(age), np.int64)
    for upper, weights in cohorts:
        here = (age >= lower) & (age < upper)
        place[here] = chance.weighted("schooling", keys[here], weights)
        lower = upper
    code[age >= 18] = codes[place[age >= 18]]
    for start, value in ((6, 80), (12, 70), (15, 60)):
        code[(age >= start) & (age < 18)] = value
    return code


def _waits(
    chance: Chance, what: str, keys: NDArray, mean: float, least: int, longer: int, rate: float
) -> NDArray[np.int64]:
    """Days until a register hears of something: exponential after the least, for some of them much longer."""
    late = np.where(chance.happens(f"late {what}", keys, rate), longer, least)
    return late - (mean * np.log(1 - chance.uniform(f"{what} lag", keys))).astype(np.int64)


def register_people(people: People, chance: Chance) -> None:
    """When the police register hears of births, weddings from outside, deaths and moves."""
    keys, resident = people.keys, people.kind == RESIDENT
    told = people.birth + _waits(chance, "birth", keys, 40, 20, 150, 0.12)
    registered = np.where(people.birth > day(2024), told, people.birth)
    wedding = np.where(people.own >= 0, people.families.married[people.own], NEVER)
    comes = ~people.male & (people.origin < 0) & (wedding > day(2025, 6)) & (wedding <= BASE)
    people.registered = np.where(resident, np.where(comes, wedding + 45, registered), NEVER)
    heard = (people.death < NEVER) & ~chance.happens("death unheard", keys, 0.03)
    people.cancelled = np.where(heard, people.death + _waits(chance, "death", keys, 25, 8, 90, 0.2), NEVER)
    age = ages(people.birth, BASE)
    leaves = resident & (age >= 18) & (age < 46) & (people.own < 0) & (people.death == NEVER)
    leaves &= chance.happens("moves out", keys, 0.16)
    when = day(2021, 7) + chance.below("out when", keys, HORIZON - day(2021, 7))
    people.moved_out = np.where(leaves, when, NEVER)
