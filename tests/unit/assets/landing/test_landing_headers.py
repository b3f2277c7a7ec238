"""Header spellings, header search and column names."""

import pytest

from assets.landing.headers import find_header, unique_names
from catalog.headers import normalise_header

KNOWN = frozenset(map(normalise_header, ("姓名", "身份证号", "性别", "金额", "出生日期")))


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("姓 名", "姓名"),
        ("姓　名", "姓名"),
        ("*姓名（必填）", "姓名"),
        ("身份证号\n(18位)", "身份证号"),
        ("出生日期（格式：YYYYMMDD）", "出生日期"),
        ("ＳＦＺＨ：", "sfzh"),
        ("SFZH", "sfzh"),
        ("金额[元]", "金额"),
        ("村【社区】", "村"),
        ("乡（镇（街道））", "乡"),
        ("（元）", "(元)"),
        ("", ""),
    ],
)
def test_spellings_of_one_header_have_one_form(written, normal):
    assert normalise_header(written) == normal


def test_the_first_row_with_three_known_headers_is_the_header():
    rows = [
        ["花名册", None, None],
        ["单位：元", "2025年", None],
        ["姓名", "身份证号", "性别"],
        ["张三", "1", "男"],
    ]
    header = find_header(rows, KNOWN)
    assert header is not None
    assert (header.first, header.last, header.names) == (2, 2, ("姓名", "身份证号", "性别"))


def test_a_narrow_table_needs_as_many_known_headers_as_it_has_columns():
    header = find_header([["花名册", None], ["姓名", "身份证号"], ["张三", "1"]], KNOWN)
    assert header is not None and header.first == 1


def test_unknown_headers_are_found_below_titles_and_fields():
    rows = [
        ["年度统计表"],
        ["填报单位：某镇", "日期：2025", "单位：元"],
        ["甲项", "乙项", "丙项", "丁项"],
        ["1", "2", "3", "4"],
    ]
    header = find_header(rows, frozenset())
    assert header is not None and header.first == 2


def test_rows_of_data_are_no_header():
    rows = [["张三", "439901199003072486", "男"], ["李四", "439901195203071236", "女"]]
    assert find_header(rows, frozenset()) is None
    assert find_header(rows, KNOWN) is None
    assert find_header([["张三", "1990-03-07"], ["李四", "13800000000"]], KNOWN) is None


def test_a_band_above_a_complete_header_is_no_part_of_it_without_need():
    rows = [["基本信息", None, "待遇", None], ["姓名", "身份证号", "性别", "金额"], ["张三", "1", "男", "2"]]
    header = find_header(rows, KNOWN, [(0, 0, 0, 1), (0, 2, 0, 3)])
    assert header is not None
    assert header.names == ("姓名", "身份证号", "性别", "金额")


def test_names_are_unique_whatever_they_are():
    assert unique_names(["a", "a", "a_2", None, "_row_number", "a"]) == (
        "a",
        "a_2",
        "a_2_2",
        "_column_4",
        "_row_number_2",
        "a_3",
    )
