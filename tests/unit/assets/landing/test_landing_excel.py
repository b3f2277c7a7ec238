"""Workbooks: titles, merged cells, sums, footers, hidden parts, errors, numbers and dates as text."""

import datetime
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.landing import Reading, Refused, count_lines, read_file
from catalog.headers import normalise_header

KNOWN = frozenset(
    map(normalise_header, ("户主姓名", "姓名", "身份证号码", "性别", "出生年月", "金额", "年龄", "备注"))
)
HEADER = ["户主姓名", "姓名", "身份证号码", "金额"]


def book(
    path: Path, rows: Sequence[Sequence[Any]], merges: tuple[str, ...] = (), sheet: str = "大庄村"
) -> Path:
    """A workbook of one sheet with these rows."""
    workbook = openpyxl.Workbook()
    page = workbook.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(list(row))
    for merged in merges:
        page.merge_cells(merged)
    workbook.save(path)
    return path


def read(path: Path, known: frozenset[str] = KNOWN) -> Reading:
    reading = read_file(path, known)
    assert count_lines(path) == reading.lines
    return reading


def rows(reading: Reading, block: int = 0) -> list[list[object]]:
    return [list(row.values()) for row in reading.blocks[block].rows.to_pylist()]


def others(table) -> list[tuple[str | None, int, str]]:
    return [(line["sheet"], line["row_number"], line["reason"]) for line in table.to_pylist()]


def codes(reading: Reading) -> list[str]:
    return [note.code for note in reading.notes]


def test_a_township_ledger_with_title_sum_and_footer(tmp_path):
    path = book(
        tmp_path / "f.xlsx",
        [
            ["零溪镇大庄村人口台账"],
            ["填报单位：零溪镇", None, None, "单位：元"],
            HEADER,
            ["张三", "张三", "439901199003072486", 100],
            [None, "李四", "439901195203071236", 50.5],
            [],
            ["合  计", None, None, 150.5],
            ["填表人：某人", None, "审核人：某人"],
        ],
        ("A1:D1",),
    )
    reading = read(path)
    assert rows(reading) == [
        [4, "张三", "张三", "439901199003072486", "100"],
        [5, None, "李四", "439901195203071236", "50.5"],
    ]
    assert others(reading.ignored) == [
        ("大庄村", 1, "TITLE"),
        ("大庄村", 2, "TITLE"),
        ("大庄村", 6, "BLANK"),
        ("大庄村", 7, "SUM"),
        ("大庄村", 8, "FOOTER"),
    ]
    assert reading.blocks[0].title == ("零溪镇大庄村人口台账", "填报单位：零溪镇", "单位：元")
    assert reading.format == "xlsx"
    assert [(note.code, note.row_number) for note in reading.notes] == [("F-03", 1), ("F-06", 8)]


def test_merged_cells_fill_their_own_range_and_plain_blanks_stay_blank(tmp_path):
    path = book(
        tmp_path / "f.xlsx",
        [
            HEADER,
            ["张三", "张三", "1", 1],
            [None, "李四", "2", 2],
            [None, "王五", "3", 3],
            [None, "赵六", "4", 4],
        ],
        ("A2:A4",),
    )
    reading = read(path)
    assert [row[1] for row in rows(reading)] == ["张三", "张三", "张三", None]
    assert codes(reading) == ["F-07"]


def test_a_blank_row_inside_a_merged_range_stays_blank_and_a_subtotal_there_is_seen(tmp_path):
    path = book(
        tmp_path / "f.xlsx",
        [HEADER, ["张三", "张三", "1", 1], [None] * 4, [None, "小计", None, 1], ["李四", "李四", "2", 2]],
        ("A2:A4",),
    )
    reading = read(path)
    assert [row[0] for row in rows(reading)] == [2, 5]
    assert others(reading.ignored) == [("大庄村", 3, "BLANK"), ("大庄村", 4, "SUM")]


def test_a_header_of_two_rows_is_flattened(tmp_path):
    path = book(
        tmp_path / "f.xlsx",
        [
            ["花名册"],
            ["姓名", "身份证号码", "保障人数", None, "备注"],
            [None, None, "其中：老年人", "残疾人", None],
            ["张三", "1", 2, 1, "无"],
        ],
        ("A1:E1", "A2:A3", "B2:B3", "C2:D2", "E2:E3"),
    )
    reading = read(path)
    assert reading.blocks[0].headers == (
        "姓名",
        "身份证号码",
        "保障人数_其中：老年人",
        "保障人数_残疾人",
        "备注",
    )
    assert rows(reading) == [[4, "张三", "1", "2", "1", "无"]]
    assert [line["row_number"] for line in reading.header_lines.to_pylist()] == [2, 3]
    assert codes(reading) == ["F-04", "F-03"]


def test_a_header_of_two_rows_without_merged_cells_is_flattened_too(tmp_path):
    path = book(
        tmp_path / "f.xlsx",
        [
            ["姓名", "身份证号码", "备注", "保障人数"],
            [None, None, None, "老年人", "残疾人"],
            ["张三", "1", "无", 2, 1],
        ],
    )
    assert read(path).blocks[0].headers == (
        "姓名",
        "身份证号码",
        "备注",
        "保障人数_老年人",
        "保障人数_残疾人",
    )


def test_groups_that_tell_equal_names_apart_become_their_parents(tmp_path):
    path = book(
        tmp_path / "f.xlsx",
        [
            ["户主", None, "成员", None],
            ["姓名", "身份证号码", "姓名", "身份证号码"],
            ["张三", "1", "李四", "2"],
        ],
        ("A1:B1", "C1:D1"),
    )
    reading = read(path)
    assert reading.blocks[0].headers == ("户主_姓名", "户主_身份证号码", "成员_姓名", "成员_身份证号码")
    assert len(reading.header_lines) == 2


def test_column_numbers_and_repeated_headers_are_ignored(tmp_path):
    path = book(
        tmp_path / "f.xlsx",
        [
            HEADER,
            ["甲", "乙", 1, 2],
            ["张三", "张三", "1", 1],
            HEADER,
            ["李四", "李四", "2", 1],
            ["以下空白"],
        ],
    )
    reading = read(path)
    assert [reason for *_, reason in others(reading.ignored)] == [
        "COLUMN_NUMBERS",
        "REPEATED_HEADER",
        "FOOTER",
    ]
    assert len(rows(reading)) == 2


def test_every_sheet_is_a_block_with_its_own_row_numbers(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name in ("甲村", "乙村"):
        page = workbook.create_sheet(name)
        page.append(HEADER)
        page.append([name, "张三", "1", 1])
    workbook.create_sheet("空表")
    workbook.save(tmp_path / "f.xlsx")
    reading = read(tmp_path / "f.xlsx")
    assert [(block.sheet, block.rows["_row_number"].to_pylist()) for block in reading.blocks] == [
        ("甲村", [2]),
        ("乙村", [2]),
    ]


def test_hidden_sheets_are_counted_and_noted_but_not_read(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.worksheets[0].append(HEADER)
    page = workbook.create_sheet("旧数据")
    page.sheet_state = "hidden"
    page["A2"] = "张三"
    workbook.save(tmp_path / "f.xlsx")
    reading = read(tmp_path / "f.xlsx")
    assert others(reading.ignored) == [("旧数据", 1, "BLANK"), ("旧数据", 2, "HIDDEN_SHEET")]
    assert [(note.code, note.sheet) for note in reading.notes] == [("F-08", "旧数据")]


def test_hidden_rows_are_read_and_noted(tmp_path):
    workbook = openpyxl.Workbook()
    page = workbook.worksheets[0]
    for row in (HEADER, ["张三", "张三", "1", 1], ["李四", "李四", "2", 2]):
        page.append(row)
    page.row_dimensions[3].hidden = True
    workbook.save(tmp_path / "f.xlsx")
    reading = read(tmp_path / "f.xlsx")
    assert len(rows(reading)) == 2
    assert [(note.code, note.row_number) for note in reading.notes] == [("F-08", 3)]


def test_a_sheet_without_a_header_is_ignored_and_noted(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.worksheets[0].append(HEADER)
    workbook.create_sheet("说明").append(["本表由各村填报"])
    workbook.save(tmp_path / "f.xlsx")
    reading = read(tmp_path / "f.xlsx")
    assert others(reading.ignored) == [("说明", 1, "NO_HEADER")]
    assert codes(reading) == ["UNREADABLE"]


def test_a_workbook_without_any_header_is_refused(tmp_path):
    with pytest.raises(Refused, match="UNREADABLE"):
        read(book(tmp_path / "f.xlsx", [["一段文字"]]))


def test_error_cells_and_formulas_without_a_value_are_blank_and_noted(tmp_path):
    workbook = xlsxwriter.Workbook(tmp_path / "f.xlsx")
    page = workbook.add_worksheet("表")
    page.write_row(0, 0, HEADER)
    page.write_row(1, 0, ["张三", "张三"])
    results: dict[str, Any] = {"C2": "#REF!", "D2": "", "D3": "#DIV/0!", "A9": "#N/A"}
    for cell, value in results.items():
        page.write_formula(cell, "=X", value=value)
    page.write_row(3, 0, ["李四", "李四"])
    workbook.close()
    reading = read(tmp_path / "f.xlsx")
    assert rows(reading) == [[2, "张三", "张三", None, None], [4, "李四", "李四", None, None]]
    assert others(reading.ignored) == [("表", 3, "BLANK")]
    assert [(note.code, note.row_number) for note in reading.notes] == [
        ("F-10", 9),
        ("F-10", 2),
        ("F-10", 3),
        ("F-10", 2),
    ]
    assert "#REF!" in reading.notes[1].detail


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "1"),
        (150.0, "150"),
        (0.1 + 0.2, "0.3"),
        (1234.56, "1234.56"),
        (-0.5, "-0.5"),
        (123456789012345, "123456789012345"),
        (439901199003072486, "439901199003072500"),
        (datetime.date(1990, 3, 7), "1990-03-07"),
        (datetime.datetime(1990, 3, 7, 12, 30), "1990-03-07 12:30:00"),
        (datetime.time(8, 5), "08:05:00"),
        (True, "true"),
        ("0012", "0012"),
        (" 张 三 ", " 张 三 "),
    ],
)
def test_cells_become_the_text_a_person_sees(tmp_path, value, text):
    reading = read(book(tmp_path / "f.xlsx", [HEADER, ["张三", value, "1", 1]]))
    assert rows(reading)[0][2] == text


def test_exactly_65536_rows_of_xls_are_noted(tmp_path):
    workbook = xlwt.Workbook()
    page = workbook.add_sheet("党员")
    for place, name in enumerate(HEADER):
        page.write(0, place, name)
    for row in range(1, 65_536):
        page.write(row, 0, "张三")
    workbook.save(str(tmp_path / "f.xls"))
    reading = read(tmp_path / "f.xls")
    assert (reading.format, reading.lines, codes(reading)) == ("xls", 65_536, ["F-16"])


def test_xls_is_read_like_xlsx(tmp_path):
    workbook = xlwt.Workbook()
    page = workbook.add_sheet("党员")
    page.write_merge(0, 0, 0, 3, "党员花名册")
    for place, name in enumerate(HEADER):
        page.write(1, place, name)
    page.write_merge(2, 3, 0, 0, "张三")
    page.write(2, 1, "张三")
    page.write(2, 2, 439901199003072486.0)
    page.write(2, 3, datetime.date(1990, 3, 7), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    page.write(3, 1, "李四")
    page.write(4, 0, "合计")
    page.write(6, 0, " ")
    hidden = workbook.add_sheet("旧")
    hidden.write(0, 0, "x")
    hidden.visibility = 1
    workbook.save(str(tmp_path / "f.xls"))
    reading = read(tmp_path / "f.xls")
    assert rows(reading) == [
        [3, "张三", "张三", "439901199003072500", "1990-03-07"],
        [4, "张三", "李四", None, None],
    ]
    assert others(reading.ignored) == [("党员", 1, "TITLE"), ("党员", 5, "SUM"), ("旧", 1, "HIDDEN_SHEET")]


def test_columns_beside_the_table_that_hold_nothing_are_no_columns(tmp_path):
    path = book(tmp_path / "f.xlsx", [[None, *HEADER, None], [None, "张三", "张三", "1", 1, "旁注"]])
    reading = read(path)
    assert reading.blocks[0].headers == (*HEADER, "_column_5")
    assert rows(reading) == [[2, "张三", "张三", "1", "1", "旁注"]]


def test_a_damaged_workbook_is_refused(tmp_path):
    whole = book(tmp_path / "f.xlsx", [HEADER]).read_bytes()
    path = tmp_path / "g.xlsx"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Refused):
        read_file(path, KNOWN)
    path.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600))
    with pytest.raises(Refused, match="F-11"):
        read_file(path, KNOWN)


def test_rows_and_cells_without_addresses_are_counted_alike(tmp_path):
    """Some exporters leave out the optional addresses."""
    whole = book(tmp_path / "f.xlsx", [HEADER, ["张三", "张三", "1", 1]])
    bare = tmp_path / "bare.xlsx"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(bare, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name.endswith("sheet1.xml"):
                data = data.replace(b' r="1"', b"").replace(b' r="2"', b"")
            target.writestr(name, data)
    assert len(rows(read(bare))) == 1


CELLS = st.one_of(
    st.none(),
    st.text(alphabet="张三大庄村 　,\"'\n<&>_x0009", max_size=6),
    st.integers(-(10**14), 10**14),
    st.dates(datetime.date(1901, 1, 1), datetime.date(2099, 12, 31)),
    st.booleans(),
)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=10))
@settings(max_examples=60, deadline=None)
def test_any_rows_under_a_header_are_accounted_for(tmp_path_factory, body):
    path = tmp_path_factory.mktemp("book") / "f.xlsx"
    workbook = xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd", "strings_to_numbers": False})
    page = workbook.add_worksheet("表")
    page.write_row(0, 0, HEADER)
    for number, row in enumerate(body, 1):
        page.write_string(number, 0, f"键{number}")
        for place, cell in enumerate(row, 1):
            if isinstance(cell, str):
                page.write_string(number, place, cell)
            elif cell is not None:
                page.write(number, place, cell)
    workbook.close()
    reading = read(path)
    assert [row[:2] for row in rows(reading)] == [
        [number + 1, f"键{number}"] for number in range(1, len(body) + 1)
    ]
    expected = [[_text(cell) for cell in row] for row in body]
    assert [row[2:] for row in rows(reading)] == expected


def _text(cell: object) -> str | None:
    if isinstance(cell, bool):
        return str(cell).lower()
    return None if cell in (None, "") else str(cell)


def test_comments_and_hidden_columns_are_noted(tmp_path):
    workbook = xlsxwriter.Workbook(tmp_path / "f.xlsx")
    page = workbook.add_worksheet("表")
    page.write_row(0, 0, HEADER)
    page.write_row(1, 0, ["张三", "张三"])
    page.write_comment("B2", "已故")
    page.set_column("C:D", None, None, {"hidden": True})
    workbook.close()
    notes = read(tmp_path / "f.xlsx").notes
    assert [(note.code, note.row_number) for note in notes] == [("F-08", None), ("F-09", 2)]
    assert "已故" not in notes[1].detail


def test_a_stray_cell_in_the_last_corner_is_refused(tmp_path):
    workbook = xlsxwriter.Workbook(tmp_path / "f.xlsx")
    page = workbook.add_worksheet("表")
    page.write_row(0, 0, HEADER)
    page.write(1_048_575, 16_383, "x")
    workbook.close()
    with pytest.raises(Refused, match="F-11"):
        read_file(tmp_path / "f.xlsx", KNOWN)


def test_a_damaged_xls_is_refused_although_it_aborts_the_process_that_decodes_it(tmp_path):
    workbook = xlwt.Workbook()
    page = workbook.add_sheet("ab")
    for place, name in enumerate(HEADER):
        page.write(0, place, name)
    workbook.save(str(tmp_path / "f.xls"))
    data = bytearray((tmp_path / "f.xls").read_bytes())
    sheet = data.index(b"\x85\x00\x0a\x00", 512)
    data[sheet + 4 : sheet + 8] = b"\xff\xff\xff\x7f"
    (tmp_path / "f.xls").write_bytes(data)
    for reader in (lambda: read_file(tmp_path / "f.xls", KNOWN), lambda: count_lines(tmp_path / "f.xls")):
        with pytest.raises(Refused):
            reader()


def test_a_second_table_below_with_another_header_is_a_block_of_its_own(tmp_path):
    path = book(
        tmp_path / "f.xlsx",
        [
            ["一、城市低保"],
            HEADER,
            ["张三", "张三", "1", 1],
            ["填表人：某人"],
            [],
            ["二、农村低保"],
            ["姓名", "身份证号码", "性别", "备注"],
            ["李四", "2", "男", "无"],
        ],
    )
    reading = read(path)
    assert [block.headers for block in reading.blocks] == [
        tuple(HEADER),
        ("姓名", "身份证号码", "性别", "备注"),
    ]
    assert rows(reading, 0) == [[3, "张三", "张三", "1", "1"]]
    assert rows(reading, 1) == [[8, "李四", "2", "男", "无"]]
    assert [block.title for block in reading.blocks] == [("一、城市低保",), ("二、农村低保",)]
    assert [(number, reason) for _, number, reason in others(reading.ignored)] == [
        (1, "TITLE"),
        (4, "FOOTER"),
        (5, "BLANK"),
        (6, "TITLE"),
    ]
