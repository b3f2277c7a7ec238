"""The people could be people: ages, families, households and names hang together."""

from collections import Counter

import numpy as np

from sample.census import Census
from sample.relations import relations
from sample.story import County
from sample.timeline import BASE, HORIZON, NEVER, YEAR


def _base(county: County) -> Census:
    return county.census(BASE)


def test_the_county_is_old_as_counties_that_send_migrants_are(county: County) -> None:
    census = _base(county)
    ages = census.age[census.local]
    assert 0.20 < (ages >= 60).mean() < 0.25
    assert 0.015 < (ages >= 80).mean() < 0.035
    assert abs(len(ages) - 718_000 * county.scale) < 0.03 * len(ages)


def test_parents_are_of_an_age_to_be_parents(county: County) -> None:
    people = county.people
    father, mother = people.parents()
    for parent, least in ((father, 18), (mother, 17)):
        known = parent >= 0
        years = (people.birth[known] - people.birth[parent[known]]) / YEAR
        assert years.min() > least and years.max() < 75
        assert (people.death[parent[known]] >= people.birth[known]).all()


def test_siblings_are_twins_or_ten_months_apart(county: County) -> None:
    people = county.people
    have = np.flatnonzero(people.origin >= 0)
    order = have[np.lexsort((people.birth[have], people.origin[have]))]
    siblings = people.origin[order][1:] == people.origin[order][:-1]
    gaps = np.diff(people.birth[order])[siblings]
    assert (gaps == 0).any()
    assert np.mean((gaps > 0) & (gaps < 295)) < 0.01


def test_nobody_is_married_to_a_sibling_or_to_somebody_of_the_same_sex(county: County) -> None:
    people, families = county.people, county.people.families
    couples = (families.husband >= 0) & (families.wife >= 0)
    husband, wife = families.husband[couples], families.wife[couples]
    assert people.male[husband].all() and not people.male[wife].any()
    known = people.origin[husband] >= 0
    assert (people.origin[husband][known] != people.origin[wife][known]).all()


def test_every_household_has_one_living_head_and_at_most_one_spouse_of_the_head(county: County) -> None:
    census, people = _base(county), county.people
    local = census.local
    heads = Counter(people.household[local & (census.relation == 2)].tolist())
    assert set(heads.values()) == {1} and set(heads) == set(people.household[local].tolist())
    spouses = Counter(people.household[local & np.isin(census.relation, (11, 12))].tolist())
    assert max(spouses.values()) == 1


def test_children_of_heads_are_younger_by_half_a_generation_and_of_the_right_sex(county: County) -> None:
    census, people = _base(county), county.people
    child = np.isin(census.relation, (20, 30, 41, 42)) & (census.head >= 0)
    assert ((people.birth - people.birth[census.head])[child] > 14 * YEAR).all()
    assert people.male[census.relation == 20].all() and not people.male[census.relation == 30].any()
    assert people.male[census.relation == 28].all() and not people.male[census.relation == 38].any()


def test_relations_of_a_joint_household_read_as_they_are_spoken() -> None:
    slot = np.array([0, 1, 3, 4, 5, 5])
    male = np.array([True, False, True, False, True, False])
    birth = np.array([-7000, -6500, 1000, 1500, 12_000, 14_000])
    to_father = relations(np.zeros(6, np.int64), slot, male, birth, np.zeros(6, bool))
    assert to_father.tolist() == [2, 12, 20, 38, 41, 42]
    to_son = relations(np.full(6, 2), slot, male, birth, np.zeros(6, bool))
    assert to_son.tolist() == [51, 52, 2, 12, 20, 30]
    by_daughter = relations(np.zeros(6, np.int64), slot, male, birth, np.ones(6, bool))
    assert by_daughter.tolist() == [2, 12, 28, 30, 43, 44]


def test_surnames_follow_fathers_and_villages_are_clans(county: County) -> None:
    people = county.people
    father, _ = people.parents()
    known = father >= 0
    assert (people.surname[known] == people.surname[father[known]]).all()
    rural = ~county.divisions.urban[people.village] & (people.household >= 0)
    shares = []
    for village in np.unique(people.village[rural]):
        counts = np.bincount(people.surname[rural & (people.village == village)])
        shares.append(counts.max() / counts.sum())
    assert np.median(shares) > 0.2


def test_names_have_pressure_and_rarities(county: County) -> None:
    people = county.people
    names = people.name.to_pylist()
    lengths = Counter(map(len, names))
    assert 0.05 < lengths[2] / len(names) < 0.2
    assert any("·" in name for name in names)
    assert any(set(name) & set("䶮㛃𬎆堃喆淼") for name in names)
    years = (people.birth // 365).tolist()
    pairs = Counter(zip(people.village.tolist(), names, years, strict=True))
    assert max(pairs.values()) > 1


def test_phones_are_missing_for_some_and_shared_by_some(county: County) -> None:
    census, phone = _base(county), county.people.phone
    grown = census.local & (census.age >= 18)
    assert 0.1 < (phone[grown] == 0).mean() < 0.25
    used = Counter(phone[grown & (phone > 0)].tolist())
    assert 0.02 < sum(count for count in used.values() if count > 1) / grown.sum() < 0.15


def test_every_day_of_the_story_is_consistent(county: County) -> None:
    people = county.people
    gone = people.death < NEVER
    assert (people.death[gone] > people.birth[gone]).all() and people.death[gone].max() < HORIZON
    later = county.census(BASE + 31)
    assert (later.alive <= (_base(county).alive | (people.birth > BASE))).all()
