"""Which records are in force where more than their own rows decides it: refused files, quarantined lines, several keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tiny_county import Row, Sent, TinyHome, tiny_catalog

from assets.force_inputs import key_groups
from catalog.load import Catalog
from catalog.models import Column


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The tiny catalog, read once."""
    return tiny_catalog(tmp_path_factory.mktemp("tiny"))


@pytest.fixture
def home(catalog: Catalog, tmp_path: Path) -> Iterator[TinyHome]:
    """An empty home of the tiny county."""
    tiny = TinyHome(catalog, tmp_path)
    yield tiny
    tiny.close()


def pupil(number: str, school: str, said: str = "一") -> Row:
    """A row of the pupils."""
    return {"学籍号": number, "学校名称": school, "班级": said}


def permit(operation: str, number: str, said: str = "一") -> Row:
    """A row of the permits."""
    return {"操作类型": operation, "许可编号": number, "内容": said}


def shop(code: str, number: str, said: str, operation: str = "") -> Row:
    """A row of the shops."""
    return {"操作类型": operation, "代码": code, "注册号": number, "内容": said}


FIRST = [pupil("A", "一小"), pupil("B", "一小"), pupil("C", "二小"), pupil("D", "二小")]
SECOND = [pupil("A", "一小"), pupil("C", "二小")]


def ended(home: TinyHome) -> set[str]:
    """Pupils whose list no longer holds them."""
    return {number for (number,) in home.rows("pupils", "number", "ended_on IS NOT NULL")}


def test_what_a_list_no_longer_holds_has_ended_inside_its_scope(home: TinyHome) -> None:
    home.receive([Sent("pupils", "2025-01-01", FIRST), Sent("pupils", "2025-02-01", SECOND[:1])])
    assert ended(home) == {"B"}


def test_a_list_without_its_scope_ends_nothing(home: TinyHome) -> None:
    home.receive([Sent("pupils", "2025-01-01", FIRST), Sent("pupils", "2025-02-01", [pupil("E", "")])])
    assert ended(home) == set()


def test_a_refused_file_keeps_its_own_scope_and_not_the_others(home: TinyHome) -> None:
    home.receive([
        Sent("pupils", "2025-01-01", FIRST),
        Sent("pupils", "2025-02-01", SECOND, "a.csv"),
        Sent("pupils", "2025-02-01", [pupil("B", "一小")], "b.csv", without="学籍号"),
    ])  # fmt: skip
    assert ended(home) == {"D"}


def test_a_file_that_says_nothing_is_placed_by_its_name_or_touches_all(home: TinyHome) -> None:
    home.receive([
        Sent("pupils", "2025-01-01", FIRST),
        Sent("pupils", "2025-02-01", SECOND, "a.csv"),
        Sent("pupils", "2025-02-01", [pupil("D", "二小")], "二 小学籍.csv", without="学校名称"),
    ])  # fmt: skip
    assert ended(home) == {"B"}
    home.receive([
        Sent("pupils", "2025-03-01", SECOND, "a.csv"),
        Sent("pupils", "2025-03-01", [pupil("D", "二小")], "b.csv", without="学校名称"),
    ])  # fmt: skip
    assert ended(home) == {"B"}, "D could be in the other file"


def test_a_key_in_a_line_that_is_quarantined_has_not_ended(home: TinyHome) -> None:
    home.receive(
        [Sent("pupils", "2025-01-01", FIRST), Sent("pupils", "2025-02-01", SECOND, broken='B,一小,"一,x,y')]
    )
    assert ended(home) == {"D"}
    home.receive([Sent("pupils", "2025-03-01", SECOND)])
    assert ended(home) == {"B", "D"}, "the next whole list ends it"


def test_test_data_hold_their_key_too(home: TinyHome) -> None:
    home.receive(
        [
            Sent("pupils", "2025-01-01", FIRST),
            Sent("pupils", "2025-02-01", [*SECOND, pupil("B", "一小", "测试数据")]),
        ]
    )
    assert ended(home) == {"D"}


def test_rows_match_on_any_key_and_the_newest_counts(home: TinyHome) -> None:
    home.receive(
        [Sent("shops", "2025-01-01", [shop("甲", "", "一"), shop("", "17", "二"), shop("乙", "18", "三")])]
    )
    assert len(home.rows("shops", "said", "NOT superseded")) == 3
    home.receive([Sent("shops", "2025-02-01", [shop("甲", "17", "四")])])
    assert home.rows("shops", "said", "NOT superseded") == [("三",), ("四",)]
    assert len({key for (key,) in home.rows("shops", "business_key")}) == 2


def test_keys_that_stand_together_anywhere_are_one() -> None:
    groups = key_groups([["b", "c"], ["x", "y"], ["a", "c"]]).to_pylist()
    assert {g["own_key"]: g["business_key"] for g in groups} == {
        "a": "a",
        "b": "a",
        "c": "a",
        "x": "x",
        "y": "x",
    }


def test_a_change_of_what_was_never_there_is_told_until_it_is_stated(home: TinyHome) -> None:
    home.receive(
        [
            Sent(
                "permits",
                "2025-01-01",
                [permit("新增", "A"), permit("修改", "B"), permit("删除", "C"), permit("", "D")],
            )
        ]
    )
    issues = "number, key_issue"
    assert home.rows("permits", issues, "key_issue IS NOT NULL") == [
        ("B", "OP_UNKNOWN_KEY"),
        ("C", "OP_UNKNOWN_KEY"),
    ]
    home.receive(
        [
            Sent(
                "permits",
                "2025-02-01",
                [permit("修改", "A", "二"), permit("修改", "B", "二"), permit("新增", "C")],
            )
        ]
    )
    assert home.rows("permits", issues, "key_issue IS NOT NULL") == []
    home.receive([Sent("permits", "2025-03-01", [permit("删除", "A"), permit("删除", "C")])])
    home.receive([Sent("permits", "2025-04-01", [permit("修改", "A", "三"), permit("删除", "C")])])
    assert home.rows("permits", issues, "key_issue IS NOT NULL") == [("A", "OP_UNKNOWN_KEY")], (
        "C was deleted before"
    )


def test_two_contents_of_one_key_in_the_newest_batch_are_told_and_identical_ones_are_not(
    home: TinyHome,
) -> None:
    home.receive(
        [
            Sent(
                "permits",
                "2025-01-01",
                [permit("", "A", "一"), permit("", "A", "二"), permit("", "B"), permit("", "B")],
            )
        ]
    )
    assert home.rows("permits", "number, said, key_issue", "NOT superseded") == [
        ("A", "二", "KEY_CONFLICT"),
        ("B", "一", None),
    ]
    home.receive([Sent("permits", "2025-02-01", [permit("", "A", "三")])])
    assert home.rows("permits", "number", "key_issue IS NOT NULL") == []


def test_a_row_without_a_key_is_the_same_row_when_it_comes_again(home: TinyHome) -> None:
    row = {"公民身份号码": "", "姓名": "王秀英", "备注": "一"}
    home.receive([Sent("members", "2025-01-01", [row, row]), Sent("members", "2025-02-01", [row])])
    assert home.rows("members", "batch, row_number", "NOT superseded") == [("2025-02-01", 2)]


def test_two_people_under_one_number_both_stay(home: TinyHome) -> None:
    rows = [
        {"公民身份号码": "439901195003071115", "姓名": name, "备注": "一"} for name in ("赵明德", "王秀英")
    ]
    home.receive([Sent("members", "2025-01-01", rows)])
    assert home.rows("members", "name, key_issue", "NOT superseded") == [("赵明德", None), ("王秀英", None)]


def test_a_reversal_stays_beside_what_it_reverses_and_a_correction_replaces_it(home: TinyHome) -> None:
    def paid(amount: str, said: str) -> Row:
        return {"流水号": "P1", "金额": amount, "内容": said}

    home.receive([Sent("payments", "2025-01-01", [paid("10.00", "一")])])
    home.receive([Sent("payments", "2025-02-01", [paid("10.00", "一"), paid("-10.00", "一")])])
    state = "amount::VARCHAR, key_issue"
    assert home.rows("payments", state, "NOT superseded") == [("10.00", None), ("-10.00", None)]
    home.receive([Sent("payments", "2025-03-01", [paid("12.00", "一")])])
    assert home.rows("payments", state, "NOT superseded") == [("-10.00", None), ("12.00", "KEY_CONFLICT")]


def test_a_dataset_nobody_delivered_gets_the_columns_it_is_declared_with(
    home: TinyHome, catalog: Catalog
) -> None:
    home.receive([])
    columns = catalog.sources["permits"].columns
    added = catalog.sources["permits"].model_copy(
        update={"columns": (*columns, Column(header="备注", field="remark"))}
    )
    home.declare("permits", added)
    home.receive([])
    assert home.rows("permits", "remark") == []
