"""Evidence adds up, conflicts weigh against it, a tie is no decision, and the county's own data say what weighs how much."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.identity.explaining import contributions
from assets.identity.holders import number_holders
from assets.identity.model import Model, declared_model, model_of
from assets.identity.names import NameRules
from assets.identity.residual import residual_edges
from assets.identity.scoring import posterior, score, weigh
from assets.identity.training import train
from catalog.load import load_catalog

PERSON = load_catalog().entities["person"]
TIERS = [t for t in PERSON.tiers if t.method in ("T5", "T6", "T7")]
PERSONS = 730_000
MODEL = declared_model(PERSON.comparisons, PERSONS)
NOBODY_TWICE = pa.table({"node": pa.array([], pa.int64()), "cluster_id": pa.array([], pa.int64())})
LINK = 0.95

PAIR = {"profile_id": 1, "anchor_id": 10, "name": "equal", "name_persons": 20, "birth": None, "birth_month": None,
        "birth_year": None, "sex": None, "id": None, "masked": None, "place": None, "place_persons": None,
        "phone": None, "phone_persons": None, "bank": None, "bank_persons": None, "number": None,
        "number_persons": None, "roster": None}  # fmt: skip
COUNTS = {"profile_id", "anchor_id", *(name for name in PAIR if name.endswith("_persons"))}
SCHEMA = pa.schema([(name, pa.int64() if name in COUNTS else pa.string()) for name in PAIR])


def _pairs(*changes: dict) -> pa.Table:
    return pa.Table.from_pylist([PAIR | change for change in changes], schema=SCHEMA)


def _linked(*changes: dict, same: pa.Table = NOBODY_TWICE) -> list[int]:
    """The anchors that the best candidates of the profiles are linked to."""
    scored = score(_pairs(*changes), MODEL, TIERS, PERSON.comparisons, same).to_pylist()
    return [r["anchor_id"] for r in scored if r["rank"] == 1 and r["decisive"] and r["probability"] >= LINK]


def test_a_name_and_a_birth_day_are_enough_and_a_name_in_its_village_is_not() -> None:
    assert _linked({"birth": "day", "name_persons": 20}) == [10]
    assert _linked({"place": "division", "place_persons": 900, "name_persons": 1}) == []


def test_a_number_with_one_digit_wrong_is_recognised_under_the_same_name() -> None:
    assert _linked({"id": "one_edit"}) == [10]
    assert _linked({"id": "head"}) == [10]
    assert _linked({"masked": "equal", "birth_month": "equal"}) == [10]
    assert _linked({"masked": "other"}) == []


def test_two_candidates_that_fit_alike_decide_nothing_unless_they_are_one_person() -> None:
    twice = [{"birth": "day"}, {"birth": "day", "anchor_id": 11}]
    assert _linked(*twice) == []
    one_person = pa.table({"node": [10, 11], "cluster_id": [10, 10]})
    assert _linked(*twice, same=one_person) == [10]


def test_a_conflicting_birth_date_outweighs_a_shared_telephone() -> None:
    phone = {"phone": "equal", "phone_persons": 2}
    assert _linked(phone) == [10]
    assert _linked(phone | {"birth": "other", "sex": "other", "name_persons": 500}) == []


def test_who_stands_in_a_roster_already_is_not_meant_by_another_of_its_lines() -> None:
    born = {"birth_year": "equal", "place": "division", "place_persons": 900, "name_persons": 100}
    assert _linked(born | {"roster": "absent"}) == [10]
    assert _linked(born | {"roster": "listed"}) == []


def test_what_a_tier_asks_for_names_the_link() -> None:
    pairs = _pairs(
        {"id": "one_edit", "birth": "day"},
        {"profile_id": 2, "birth": "day", "place": "division"},
        {"profile_id": 3, "name": None, "birth": "day", "place": "home", "place_persons": 4, "sex": "equal"},
        {"profile_id": 4, "birth": "day"},
    )
    found = score(pairs, MODEL, TIERS, PERSON.comparisons, NOBODY_TWICE)
    assert found["tier"].to_pylist() == ["T5", "T6", "T7", None]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.floats(-60, 60)), min_size=1, max_size=40))
def test_the_candidates_of_a_profile_share_one_probability(rows: list[tuple[int, float]]) -> None:
    profiles = np.array(sorted(p for p, _ in rows))
    bits = np.array([b for _, b in rows])
    found = posterior(profiles, bits)
    for profile in set(profiles.tolist()):
        of_profile = found[profiles == profile]
        assert 0 <= of_profile.sum() <= 1 + 1e-9
        assert of_profile[bits[profiles == profile].argmax()] == of_profile.max()


def test_the_steps_of_an_explanation_add_up_to_the_weight() -> None:
    pair = {
        "id": "two_edits",
        "birth": "day",
        "sex": "equal",
        "place": "home",
        "place_persons": 4,
        "phone": "other",
    }
    told = {f"{side}_{value}": "x" for side in ("told", "known")
            for value in ("name", "birth_date", "id_number", "place", "phone")}  # fmt: skip
    steps = list(contributions(PAIR | pair | told, MODEL, PERSON.comparisons))
    assert [s.title for s in steps] == [
        "先验",
        "姓名",
        "出生日期",
        "性别",
        "号码（残缺或有误）",
        "户与住址",
        "电话",
    ]
    assert abs(sum(s.bits for s in steps) - weigh(_pairs(pair), MODEL)[0]) < 1e-3


def _county(matches: int, strangers: int) -> pa.Table:
    """Profiles with their person, whose sex is wrong once in five, and with one stranger each."""
    rows = []
    for i in range(matches):
        rows.append(
            {"profile_id": i, "anchor_id": 1, "birth": "day", "sex": "other" if i % 5 == 0 else "equal"}
        )
        rows += [{"profile_id": i, "anchor_id": 2, "name": "other", "name_persons": None, "birth": "other",
                  "sex": "equal" if i % 2 else "other"}] * (i < strangers)  # fmt: skip
    return _pairs(*rows)


CHANCE = pa.table({"comparison": ["sex", "sex"], "level": ["equal", "other"], "pairs": [60_000, 40_000]})


def test_training_learns_how_often_a_thing_is_wrong_and_how_often_it_agrees_by_chance() -> None:
    learnt = train(_county(2_000, 2_000), CHANCE, MODEL)
    assert abs(learnt.m["sex"]["other"] - 0.2) < 0.02
    assert abs((learnt.u["sex"]["equal"] or 0) - 0.6) < 0.01
    assert learnt == train(_county(2_000, 2_000), CHANCE, MODEL)


def test_a_handful_of_odd_pairs_does_not_overturn_what_is_declared() -> None:
    learnt = train(_county(3, 3), CHANCE, MODEL)
    assert abs(learnt.m["sex"]["equal"] - MODEL.m["sex"]["equal"]) < 0.06


def test_a_model_is_the_same_after_it_was_written_and_read() -> None:
    learnt = train(_county(200, 200), CHANCE, MODEL)
    assert model_of(learnt.table(), PERSON.comparisons) == learnt
    fewer = {name: c for name, c in PERSON.comparisons.items() if name != "phone"}
    assert model_of(learnt.table(), fewer) is None


def _rest(*changes: dict, model: Model = MODEL) -> tuple[int, int]:
    """How many edges and conflicts there are among the rest."""
    edges, conflicts = residual_edges(_pairs(*changes), 1_000, model, PERSON.comparisons, LINK)
    return len(edges), len(conflicts)


def test_subjects_without_a_number_meet_by_name_and_birth_and_not_by_name_alone() -> None:
    assert _rest({"birth": "day", "sex": "equal"}) == (1, 0)
    assert _rest({"name_persons": 1}) == (0, 0)


def test_twins_of_one_home_are_two_when_they_have_names() -> None:
    twins = {"name": "other", "name_persons": None, "birth": "day", "place": "home", "place_persons": 4}
    assert _rest(twins)[1] == 1
    assert _rest(twins | {"name": None}) == (1, 0)


def _holders(*names: tuple[str, str | None, int, int]) -> dict[str, int]:
    """Holder of each name beside one number; names with former name, rank and datasets."""
    seen = pa.table({
        "id_number": ["439901199003072486"] * len(names),
        "match_name": [n for n, _, _, _ in names],
        "former_name": pa.array([f for _, f, _, _ in names], pa.string()),
        "rank": pa.array([r for _, _, r, _ in names], pa.int64()),
        "datasets": pa.array([d for _, _, _, d in names], pa.int64()),
        "mentions": pa.array([d * 5 for _, _, _, d in names], pa.int64()),
    })  # fmt: skip
    found = number_holders(seen, NameRules())
    return dict(zip(found["match_name"].to_pylist(), found["holder"].to_pylist(), strict=True))


def test_a_child_under_the_mothers_number_does_not_become_the_mother() -> None:
    assert _holders(("李梅", None, 1, 8), ("张小宝", None, 99, 1)) == {"李梅": 1, "张小宝": 0}
    assert _holders(("李梅", None, 1, 8), ("李梅之子", None, 99, 1)) == {"李梅": 1, "李梅之子": 0}


def test_two_persons_whom_the_register_knows_under_one_number_both_stay() -> None:
    assert sorted(_holders(("李梅", None, 1, 8), ("王芳", None, 1, 3)).values()) == [1, 2]


def test_a_changed_name_is_the_same_person_when_the_register_says_so() -> None:
    assert set(_holders(("李梅", "王芳", 1, 8), ("王芳", None, 1, 3)).values()) == {1}


def test_a_name_written_by_ear_is_the_same_name() -> None:
    assert set(_holders(("王建明", None, 1, 8), ("王建民", None, 99, 1)).values()) == {1}
