"""Evidence adds up, conflicts weigh against it, and a tie is no decision."""

from __future__ import annotations

import pyarrow as pa

from assets.identity.holders import number_holders
from assets.identity.names import NameRules
from assets.identity.residual import residual_clusters
from assets.identity.scoring import Weights, choose, weigh
from catalog.load import load_catalog

PARAMETERS = load_catalog().parameters
BITS = {
    n.removeprefix("identity_"): float(str(p.values[0].value))
    for n, p in PARAMETERS.items()
    if n.startswith("identity_")
}
WEIGHTS = Weights(BITS, BITS["link_weight"], BITS["margin"])
PERSONS = 730_000

PAIR = {
    "profile_id": 1, "anchor_id": 10, "kin": False, "number": False, "household": False, "name_equal": True,
    "sound_equal": True, "phone_equal": False, "bank_equal": False, "address_equal": False, "division_equal": False,
    "division_compared": False, "anchor_name": "张三", "match_name": "张三", "same_name": 20,
    "id_number": "439901199003072486", "id_text": None, "birth": "unknown", "sex": "unknown",
}  # fmt: skip


def _pairs(*changes: dict) -> pa.Table:
    rows = [PAIR | change for change in changes]
    return pa.Table.from_pylist(rows, schema=_schema())


def _schema() -> pa.Schema:
    kinds = {bool: pa.bool_(), int: pa.int64(), str: pa.string(), type(None): pa.string()}
    return pa.schema([(name, kinds[type(value)]) for name, value in PAIR.items()])


def _chosen(*changes: dict) -> list[int]:
    pairs = _pairs(*changes)
    return choose(weigh(pairs, PERSONS, WEIGHTS), WEIGHTS)["anchor_id"].to_pylist()


def test_a_name_and_a_birth_day_are_enough_and_a_name_with_a_village_is_not() -> None:
    assert _chosen({"birth": "day", "same_name": 20}) == [10]
    assert _chosen({"division_equal": True, "division_compared": True, "same_name": 1}) == []


def test_a_number_with_one_digit_wrong_is_recognised_under_the_same_name() -> None:
    assert _chosen({"id_text": "439901199003072487"}) == [10]
    assert _chosen({"id_text": "439901199003072000"}) == [10]
    assert _chosen({"id_text": "439901********2486", "birth": "month"}) == [10]
    assert _chosen({"id_text": "439901********9999"}) == []


def test_two_candidates_that_fit_alike_decide_nothing() -> None:
    assert _chosen({"birth": "day"}, {"birth": "day", "anchor_id": 11}) == []


def test_a_conflicting_birth_date_outweighs_a_shared_telephone() -> None:
    assert _chosen({"phone_equal": True}) == [10]
    assert _chosen({"phone_equal": True, "birth": "other", "sex": "other", "same_name": 500}) == []


def test_a_child_under_the_mothers_number_does_not_become_the_mother() -> None:
    seen = pa.table(
        {
            "id_number": ["439901199003072486"] * 2,
            "match_name": ["李梅", "张小宝"],
            "former_name": pa.array([None, None], pa.string()),
            "rank": pa.array([1, 99], pa.int64()),
            "datasets": pa.array([8, 1], pa.int64()),
            "mentions": pa.array([40, 1], pa.int64()),
        }
    )
    holders = number_holders(seen, NameRules())
    assert dict(zip(holders["match_name"].to_pylist(), holders["holder"].to_pylist(), strict=True)) == {
        "李梅": 1,
        "张小宝": 0,
    }


def test_two_persons_whom_the_register_knows_under_one_number_both_stay() -> None:
    seen = pa.table(
        {
            "id_number": ["439901199003072486"] * 2,
            "match_name": ["李梅", "王芳"],
            "former_name": pa.array([None, None], pa.string()),
            "rank": pa.array([1, 1], pa.int64()),
            "datasets": pa.array([8, 3], pa.int64()),
            "mentions": pa.array([40, 10], pa.int64()),
        }
    )
    assert sorted(number_holders(seen, NameRules())["holder"].to_pylist()) == [1, 2]


def test_a_changed_name_is_the_same_person_when_the_register_says_so() -> None:
    seen = pa.table(
        {
            "id_number": ["439901199003072486"] * 2,
            "match_name": ["李梅", "王芳"],
            "former_name": pa.array(["王芳", None], pa.string()),
            "rank": pa.array([1, 1], pa.int64()),
            "datasets": pa.array([8, 3], pa.int64()),
            "mentions": pa.array([40, 10], pa.int64()),
        }
    )
    assert number_holders(seen, NameRules())["holder"].to_pylist() == [1, 1]


def test_subjects_without_a_number_meet_by_name_and_birth_and_not_by_name_alone() -> None:
    columns = ("match_name", "lost", "birth_date", "sex", "number", "id_text", "kin")
    rows = [
        ("张三", False, "1950-01-01", "1", None, None, None),
        ("张三", False, "1950-01-01", "1", None, None, None),
        ("张三", False, None, None, None, None, None),
    ]
    frame = pa.Table.from_pylist(
        [{"profile_id": i} | dict(zip(columns, row, strict=True)) for i, row in enumerate(rows)]
    )
    clusters = residual_clusters(frame)["anchor_id"].to_pylist()
    assert clusters[0] == clusters[1] != clusters[2]
