"""Delivered headers become fields by their spelling; two columns of one meaning, or none, are told."""

from catalog.headers import map_headers
from catalog.load import load_catalog

CATALOG = load_catalog()
REQUIRED = ("姓名", "公民身份号码", "性别", "民族", "出生日期", "户号", "户籍地址", "区划代码", "户口状态")


def mapped(*headers: str):
    """The headers of a file of the household register, mapped."""
    return map_headers(CATALOG, CATALOG.sources["household_register"].columns, headers)


def test_known_spellings_map_whatever_their_order() -> None:
    found = mapped("XM", "身份证号码（18位）", *REQUIRED[2:])
    assert (found.fields["name"], found.fields["id_number"]) == ("XM", "身份证号码（18位）")
    assert found.usable


def test_two_columns_that_claim_one_element_are_both_named_and_refuse() -> None:
    found = mapped("姓名", "名字", *REQUIRED[1:])
    assert found.claimed_twice == (("姓名", ("姓名", "名字")),)
    assert not found.usable


def test_the_same_header_twice_claims_twice() -> None:
    assert mapped("姓名", "姓名_2", *REQUIRED[1:]).claimed_twice == (("姓名", ("姓名", "姓名_2")),)


def test_a_missing_required_column_is_named_as_it_is_declared() -> None:
    found = mapped(*REQUIRED[1:])
    assert found.missing == ("姓名",)
    assert not found.usable


def test_an_unknown_column_is_kept_apart_and_refuses_nothing() -> None:
    found = mapped(*REQUIRED, "帮扶责任人")
    assert found.unknown == ("帮扶责任人",)
    assert found.usable
