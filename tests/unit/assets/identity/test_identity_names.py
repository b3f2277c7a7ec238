"""When two spellings can be one person's name."""

from __future__ import annotations

import pyarrow as pa
import pytest

from assets.identity.names import NameRules, grouped, name_frame, name_groups, sound_key

RULES = NameRules(variants={"昇": "升", "張": "张"}, look_alikes={"己": "己", "已": "己", "巳": "己"})

PAIRS = [
    ("张三", "张三", "equal"),
    ("張昇", "张升", "equal"),
    ("阿依古丽·买买提", "阿依古丽买买提", "equal"),
    ("王?明", "王小明", "wildcard"),
    ("王yan", "王岩", "wildcard"),
    ("李己", "李巳", "glyph"),
    ("李军", "李君", "sound"),
    ("曾伟", "增伟", "sound"),
    ("李小明", "李明", "short"),
    ("张三", "李四", None),
    ("王小明", "王大明", None),
    ("王明", "李明", None),
]


@pytest.mark.parametrize(("one", "other", "how"), PAIRS)
def test_spellings_are_compared_in_both_directions_alike(one: str, other: str, how: str | None) -> None:
    assert RULES.compatible(one, other) == how
    assert RULES.compatible(other, one) == how


def test_homophones_share_a_key_whatever_their_surname_reading() -> None:
    assert sound_key("单军") == sound_key("单君")
    assert sound_key("张军") != sound_key("王军")


def test_names_under_one_number_fall_into_groups_that_no_order_changes() -> None:
    names = ["李小明", "李明", "王芳", "王芬"]
    groups = dict(grouped(names, RULES))
    assert groups["李小明"] == groups["李明"]
    assert groups["王芳"] != groups["李明"]
    pairs = pa.table({"business_key": ["1", "1"], "name": ["王芳", "李明"]})
    assert sorted(name_groups(pairs, RULES)["name_group"].to_pylist()) == [0, 1]


def test_a_name_is_described_once_with_its_forms() -> None:
    frame = name_frame(["張昇", "張昇", "王?明"], RULES)
    assert len(frame) == 2
    assert (
        dict(zip(frame["name"].to_pylist(), frame["match_name"].to_pylist(), strict=True))["張昇"] == "张升"
    )
    assert dict(zip(frame["name"].to_pylist(), frame["lost"].to_pylist(), strict=True))["王?明"] is True
