"""A report becomes the workbooks a county would sign: read back from real files."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from assets.publication import workbooks
from assets.publication.context import ReportContext, authority_of
from assets.publication.workbooks import digest, write_report
from sql.model import ReportMatter, load_models

DECEMBER = ReportContext("2025-12", date(2025, 12, 1), date(2025, 12, 31), "慈利县", 7, "4d21-ab", 2)
STATISTICS = ReportMatter.model_validate({
    "title": "人口变化报表", "code": "R-01", "audience": "统计局", "owner": "data-bureau",
    "split": "both", "total": "first",
    "layout": [
        {"column": "township", "title": "乡镇", "width": 16},
        {"column": "village", "title": "村", "width": 16},
        {"column": "opening", "title": "期初人数", "format": "int"},
        {"column": "born", "title": "出生", "group": "本期增加", "format": "int"},
        {"column": "moved_in", "title": "迁入", "group": "本期增加", "format": "int"},
    ],
    "notes": ["审核关系：合计=各村之和。", "第二条说明。"],
})  # fmt: skip
CHANGES = pa.table({
    "township_code": [None, "430821001000", "430821001000", "430821100000", "430821100000"],
    "township": ["合计", "零阳街道", "零阳街道", "岩泊渡镇", "岩泊渡镇"],
    "village": [None, "小计", "东街居委会", "小计", "行溪村委会"],
    "summary": ["合计", "小计", None, "小计", None],
    "opening": [30, 10, 10, 20, 20], "born": [3, 1, 1, 2, 2], "moved_in": [0, 0, 0, 0, 0],
})  # fmt: skip
ROSTER = ReportMatter.model_validate({
    "title": "补贴/花名册", "code": "R-99", "audience": "民政局", "owner": "data-bureau",
    "split": "township", "sheet": "village", "total": "last", "unit": "人、元",
    "layout": [
        {"column": "name", "title": "姓名", "width": 10},
        {"column": "id_number", "title": "身份证号", "width": 21},
        {"column": "address", "title": "住址", "width": 30},
        {"column": "born_on", "title": "出生日期", "width": 12, "format": "date"},
        {"column": "amount", "title": "金额", "width": 12, "format": "money", "sum": True},
    ],
})  # fmt: skip
PEOPLE = pa.table({
    "township_code": ["430821001000", "430821001000", "430821001000", None],
    "township": ["零阳街道", "零阳街道", "零阳街道", None],
    "village": ["东街居委会", "东街居委会", "西街居委会", "未定位"],
    "name": ["张兰", "=1+1", None, "李云"],
    "id_number": ["439901199003072486", "439901195203071236", None, None],
    "address": ["湖南省张家界市慈利县零阳街道东街社区一组三号院二单元", None, None, None],
    "born_on": pa.array([date(1990, 3, 7), None, None, None], pa.date32()),
    "amount": pa.array([Decimal("100.50"), Decimal("20.25"), None, None], pa.decimal128(18, 2)),
})  # fmt: skip


def texts(sheet: Worksheet, row: int) -> list[Any]:
    """The values of a row."""
    return [cell.value for cell in sheet[row]]


def merged(sheet: Worksheet) -> set[str]:
    """The merged ranges of a sheet."""
    return {str(area) for area in sheet.merged_cells.ranges}


@pytest.fixture(scope="module")
def statistics(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The files of the statistical form."""
    return write_report(STATISTICS, CHANGES, DECEMBER, tmp_path_factory.mktemp("statistics"))


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The files of the roster."""
    return write_report(ROSTER, PEOPLE, DECEMBER, tmp_path_factory.mktemp("roster"))


def opened(path: Path) -> Workbook:
    """A workbook as another program reads it."""
    return load_workbook(path)


def test_a_form_of_both_kinds_has_a_book_for_the_county_and_one_a_township(statistics: list[Path]) -> None:
    assert [path.name for path in statistics] == [
        "人口变化报表_慈利县_2025年12月_第2版.xlsx",
        "人口变化报表_零阳街道_2025年12月_第2版.xlsx",
        "人口变化报表_岩泊渡镇_2025年12月_第2版.xlsx",
    ]
    assert sorted(statistics[0].parent.iterdir()) == sorted(statistics)


def test_heading_and_unit_line_stand_over_the_whole_width(statistics: list[Path]) -> None:
    sheet = opened(statistics[1]).worksheets[0]
    assert sheet["A1"].value == "慈利县零阳街道2025年12月人口变化报表"
    assert sheet["A1"].font.sz == 20
    assert sheet["A1"].alignment.horizontal == "center"
    assert "A1:F1" in merged(sheet)
    line = [value for value in texts(sheet, 2) if value]
    assert line == ["填报单位（盖章）：零阳街道办事处", "数据截止时间：2025年12月31日", "单位：人"]


def test_grouped_headers_are_merged_and_columns_numbered(statistics: list[Path]) -> None:
    sheet = opened(statistics[0]).worksheets[0]
    assert texts(sheet, 3) == ["序号", "乡镇", "村", "期初人数", "本期增加", None]
    assert texts(sheet, 4)[4:] == ["出生", "迁入"]
    assert {"A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:F3"} <= merged(sheet)
    assert isinstance(sheet["B4"], MergedCell)
    assert texts(sheet, 5) == ["甲", "乙", "丙", "1", "2", "3"]
    assert sheet["E4"].border.left.style == sheet["E3"].border.top.style == "thin"
    assert sheet["E4"].alignment.wrap_text


def test_totals_come_first_in_bold_without_a_number(statistics: list[Path]) -> None:
    sheet = opened(statistics[0]).worksheets[0]
    assert texts(sheet, 6) == [None, "合计", None, 30, 3, 0]
    assert [sheet.cell(row, 1).value for row in range(6, 11)] == [None, None, 1, None, 2]
    assert sheet["D6"].font.b and sheet["D7"].font.b and not sheet["D8"].font.b
    assert sheet["D8"].number_format == "0"


def test_a_form_ends_with_the_line_to_sign_and_the_notes(statistics: list[Path]) -> None:
    sheet = opened(statistics[0]).worksheets[0]
    assert sheet["A11"].value.startswith("单位负责人：")
    assert sheet["A11"].value.endswith("填报日期：    年   月   日")
    assert sheet["A12"].value == "说明：1.审核关系：合计=各村之和。"
    assert sheet["A13"].value == "　　　2.第二条说明。"
    assert sheet.auto_filter.ref is None


def test_pages_are_landscape_one_wide_with_the_header_repeated(statistics: list[Path]) -> None:
    sheet = opened(statistics[0]).worksheets[0]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    # one page wide is the format's default and not written
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)
    assert sheet.sheet_properties.pageSetUpPr is not None and sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$5"
    assert sheet.freeze_panes == "A6"
    assert sheet.oddFooter is not None and sheet.oddFooter.center is not None
    assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"
    assert sheet.page_margins.left == sheet.page_margins.top == pytest.approx(2 / 2.54)


def test_the_last_sheet_says_what_the_file_was_made_from(statistics: list[Path]) -> None:
    book = opened(statistics[1])
    assert book.sheetnames[-1] == "溯源"
    facts = {key.value: value.value for key, value in book["溯源"].iter_rows()}
    of_township = CHANGES.slice(1, 2).select([column.column for column in STATISTICS.layout])
    assert facts == {
        "报表": "R-01 人口变化报表", "单位": "零阳街道", "期别": "2025年12月", "数据截止时间": "2025-12-31",
        "版次": "2", "台账版本": "7", "生成依据": "4d21-ab", "行数": "2",
        "内容摘要（SHA-256）": digest(of_township),
    }  # fmt: skip


def test_a_roster_has_a_sheet_a_village_and_a_book_for_those_without_a_township(roster: list[Path]) -> None:
    assert [path.name for path in roster] == [
        "补贴花名册_零阳街道_2025年12月_第2版.xlsx",
        "补贴花名册_未定位_2025年12月_第2版.xlsx",
    ]
    assert opened(roster[0]).sheetnames == ["东街居委会", "西街居委会", "溯源"]
    sheet = opened(roster[0])["东街居委会"]
    assert sheet["A1"].value == "慈利县零阳街道东街居委会2025年12月补贴/花名册"
    assert sheet["A2"].value == "填报单位（盖章）：零阳街道办事处 东街居委会"


def test_people_without_a_place_are_headed_once_as_such(roster: list[Path]) -> None:
    sheet = opened(roster[1])["未定位"]
    assert sheet["A1"].value == "慈利县未定位2025年12月补贴/花名册"
    assert sheet["A2"].value == "填报单位（盖章）：未定位"


def test_texts_stay_texts_and_dates_and_amounts_have_one_style(roster: list[Path]) -> None:
    sheet = opened(roster[0])["东街居委会"]
    assert texts(sheet, 4)[:3] == [1, "张兰", "439901199003072486"]
    assert sheet["C4"].data_type == "s" and sheet["C4"].number_format == "@"
    assert (sheet["B5"].value, sheet["B5"].data_type) == ("=1+1", "s")
    assert sheet["E4"].value == datetime(1990, 3, 7) and sheet["E4"].number_format == "yyyy-mm-dd"
    assert sheet["F4"].value == 100.5 and sheet["F4"].number_format == "#,##0.00"
    assert sheet["D5"].value is None and sheet["D5"].border.top.style == "thin"


def test_a_roster_ends_with_its_total_and_filters_what_is_above_it(roster: list[Path]) -> None:
    sheet = opened(roster[0])["东街居委会"]
    assert texts(sheet, 6) == ["合计", "2人", None, None, None, 120.75]
    assert sheet["F6"].font.b
    assert sheet.auto_filter.ref == "A3:F5"


def test_a_form_without_totals_of_its_own_gets_one_above_its_rows(tmp_path: Path) -> None:
    rows = pa.table({"village": ["东街居委会", "西街居委会"], "people": [3, 4]})
    matter = ReportMatter.model_validate({
        "title": "人数", "code": "R-97", "audience": "", "owner": "", "total": "first",
        "layout": [
            {"column": "village", "title": "村"},
            {"column": "people", "title": "人数", "format": "int", "sum": True},
        ],
    })  # fmt: skip
    (path,) = write_report(matter, rows, DECEMBER, tmp_path)
    sheet = opened(path).worksheets[0]
    assert [texts(sheet, row) for row in (5, 6)] == [["合计", None, 7], [1, "东街居委会", 3]]


def test_a_day_that_excel_miscounts_is_written_as_text(tmp_path: Path) -> None:
    days = [date(1900, 2, 28), date(1900, 3, 1)]
    matter = ReportMatter.model_validate({
        "title": "日期", "code": "R-96", "audience": "", "owner": "",
        "layout": [{"column": "day", "title": "日期", "format": "date"}],
    })  # fmt: skip
    (path,) = write_report(matter, pa.table({"day": pa.array(days, pa.date32())}), DECEMBER, tmp_path)
    sheet = opened(path).worksheets[0]
    assert [sheet["B4"].value, sheet["B5"].value] == ["1900-02-28", datetime(1900, 3, 1)]


def test_a_row_is_as_high_as_its_longest_text(roster: list[Path]) -> None:
    sheet = opened(roster[0])["东街居委会"]
    assert sheet.row_dimensions[4].height == 2 * (sheet.sheet_format.defaultRowHeight or 0)
    assert sheet.row_dimensions[5].height == sheet.sheet_format.defaultRowHeight


def test_a_village_without_people_has_an_empty_sheet(roster: list[Path]) -> None:
    sheet = opened(roster[0])["西街居委会"]
    assert texts(sheet, 4) == ["合计", "0人", None, None, None, 0]
    assert sheet.auto_filter.ref is None


def test_the_same_rows_give_the_same_bytes(roster: list[Path], tmp_path: Path) -> None:
    again = write_report(ROSTER, PEOPLE, DECEMBER, tmp_path)
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in roster]


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "ROWS_PER_SHEET", 2)
    rows = pa.table({"name": ["甲", "乙", "丙"]})
    matter = ReportMatter.model_validate({
        "title": "名单", "code": "R-98", "audience": "", "owner": "",
        "layout": [{"column": "name", "title": "姓名"}],
    })  # fmt: skip
    (path,) = write_report(matter, rows, DECEMBER, tmp_path)
    book = opened(path)
    assert book.sheetnames == ["名单", "名单（2）", "溯源"]
    assert [book["名单（2）"].cell(4, column).value for column in (1, 2)] == [1, "丙"]


def test_who_signs_for_a_unit() -> None:
    assert authority_of("零溪镇") == "零溪镇人民政府"
    assert authority_of("零阳街道") == "零阳街道办事处"
    assert authority_of("未定位") == "未定位"


@pytest.mark.parametrize("name", [n for n, m in load_models().items() if isinstance(m.matter, ReportMatter)])
def test_every_report_selects_what_its_layout_shows(name: str) -> None:
    model = load_models()[name]
    assert isinstance(model.matter, ReportMatter)
    wanted = {column.column for column in model.matter.layout}
    if model.matter.split != "county":
        wanted |= {"township_code", "township"}
    if model.matter.sheet is not None:
        wanted.add(model.matter.sheet)
    assert wanted <= set(model.select.named_selects)
