"""What an unknown header may mean: by its words, by what stands below it, and never against the values."""

import pytest

from catalog.compile import fields_of
from catalog.load import load_catalog
from catalog.models import Column
from catalog.proposals import propose

CATALOG = load_catalog()
COLUMNS = {c.header: c for c in fields_of(CATALOG.sources["household_register"])}
NUMBERS = {"439901195003071234": 1, "43990119520911222X": 1}
PHONES = {"13800000001": 3, "13900000002": 1}


def proposed(header: str, values: dict[str, int], *columns: str, least: float = 60) -> list[str]:
    """The declared headers proposed for one delivered header."""
    unclaimed: list[Column] = [COLUMNS[c] for c in columns]
    return [p.column for p in propose(CATALOG, unclaimed, {header: values}, least)]


@pytest.mark.parametrize(
    ("header", "values", "column"),
    [
        ("公民身份号码（18位）*", NUMBERS, "公民身份号码"),
        ("本人身份证号", NUMBERS, "公民身份号码"),
        ("联系人手机号", PHONES, "联系电话"),
        ("出生年月日（公历）", {"1950-03-07": 2}, "出生日期"),
        ("性 别 代 码", {"1": 4, "2": 3}, "性别"),
        ("户口现状", {"正常": 9, "迁出": 1}, "户口状态"),
    ],
)
def test_a_header_is_proposed_by_its_words_and_its_values(header: str, values: dict, column: str) -> None:
    assert proposed(header, values, *COLUMNS) == [column]


def test_values_of_another_shape_speak_against_a_likely_word() -> None:
    assert proposed("身份证号是否核对", {"是": 5, "否": 2}, "公民身份号码", "姓名") == []


def test_a_shape_that_only_one_open_column_has_is_enough() -> None:
    assert proposed("ZD_07", NUMBERS, "公民身份号码", "姓名") == ["公民身份号码"]


def test_a_blank_column_is_judged_by_its_words_alone() -> None:
    assert proposed("联系电话1", {}, "联系电话") == ["联系电话"]
    assert proposed("是否核对", {}, "联系电话") == []


def test_two_headers_never_get_one_column() -> None:
    found = propose(CATALOG, [COLUMNS["联系电话"]], {"联系电话甲": PHONES, "联系电话乙丙": PHONES}, 60)
    assert [(p.header, p.column) for p in found] == [("联系电话甲", "联系电话")]


def test_a_proposal_says_how_near_and_how_fitting() -> None:
    (found,) = propose(CATALOG, [COLUMNS["联系电话"]], {"联系手机号": PHONES | {"无": 4}}, 0)
    assert (found.likeness, found.fitting) == (89, 50)
