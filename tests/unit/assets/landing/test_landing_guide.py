"""Files of guide 4.1 that the tests of the single readers do not have: F-02, F-04, F-05, F-08, F-09, F-11, F-16, F-17."""

import io
import zipfile
from pathlib import Path

import pytest
import xlwt
from xlsxwriter import Workbook

from assets.landing import Reading, Refused, count_lines, read_file
from assets.landing.bronze import Bronze
from assets.landing.deliveries import batches
from catalog.headers import normalise_header

KNOWN = frozenset(map(normalise_header, ("姓名", "XM", "身份证号", "SFZH", "性别", "金额", "村")))
CSV = "姓名,身份证号,村\n" + "张三,439901199003072486,零溪镇大庄村\n李四,439901195203071236,东街居委会\n" * 3


def read(path: Path) -> Reading:
    reading = read_file(path, KNOWN)
    assert count_lines(path) == reading.lines
    return reading


def noted(reading: Reading) -> list[tuple[str, int | None]]:
    return [(note.code, note.row_number) for note in reading.notes]


def old_workbook(path: Path, rows: list[list[object]]) -> xlwt.Workbook:
    book = xlwt.Workbook()
    sheet = book.add_sheet("大庄村")
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            sheet.write(number, place, cell)
    book.save(str(path))
    return book


def test_utf_8_read_as_gbk_and_stored_again_is_restored_where_nothing_was_lost(tmp_path):
    path = tmp_path / "f.csv"
    text = "姓名,身份证号,金额,性别\n" + "张三,1,5,姓名\n李四,2,6,性别\n" * 3
    path.write_text(text.encode().decode("gb18030"), encoding="utf-8", newline="")
    reading = read(path)
    assert reading.blocks[0].rows["姓名"].to_pylist()[:2] == ["张三", "李四"]
    assert noted(reading) == [("F-02", None)]


def test_utf_8_read_as_gbk_with_losses_is_refused(tmp_path):
    path = tmp_path / "f.csv"
    scrambled = CSV.replace("李四", "李四某").encode().decode("gbk", "replace")
    path.write_text(scrambled, encoding="utf-8", newline="")
    with pytest.raises(Refused, match="F-02"):
        read(path)


def test_a_second_header_row_in_other_words_names_the_columns_too(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("XM,SFZH,金额\n姓名,身份证号,金额\n张三,1,5\n", encoding="utf-8")
    reading = read(path)
    assert reading.blocks[0].headers == ("XM_姓名", "SFZH_身份证号", "金额")
    assert [row["_row_number"] for row in reading.blocks[0].rows.to_pylist()] == [3]
    assert noted(reading) == [("F-04", 1)]


@pytest.mark.parametrize(
    "first", ["花名册,,", "", "填报单位：零溪镇,填报日期：2025-01-01,", "2025年度,低保,花名册"]
)
def test_the_header_of_a_csv_may_stand_in_its_second_row(tmp_path, first):
    path = tmp_path / "f.csv"
    path.write_text(f"{first}\n姓名,身份证号,金额\n张三,1,5\n李四,2,6\n", encoding="gb18030")
    reading = read(path)
    assert reading.blocks[0].headers == ("姓名", "身份证号", "金额")
    assert reading.header_lines["row_number"].to_pylist() == [2]
    assert [row["_row_number"] for row in reading.blocks[0].rows.to_pylist()] == [3, 4]


@pytest.mark.parametrize(
    ("amounts", "total", "right"),
    [
        (["１０", "２０．５"], "30.5", True),
        (["10", "20"], "￥30.00元", True),
        (["10", "20"], "３１", False),
        (["'10", "'20"], "30", True),
        (["1,000.5", "20"], "1,020.50", True),
        (["10", "20"], "共30", True),  # no number: not judged
        (["1O.5O", "2l"], "31.5", True),
        (["1O.5O", "2l"], "33.5", False),
        (["10", "二十", "5"], "16", True),  # an amount nobody can read: not judged
    ],
)
def test_totals_are_verified_whatever_text_numbers_are_written_as(tmp_path, amounts, total, right):
    path = tmp_path / "f.xlsx"
    with Workbook(path, {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet()
        rows = [["姓名", "性别", "金额"], *([f"张{n}", "男", amount] for n, amount in enumerate(amounts))]
        for number, row in enumerate([*rows, ["合计", "", total]]):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, cell)
    assert noted(read(path)) == ([] if right else [("F-05", 4)])


def test_hidden_rows_columns_and_comments_of_xls_are_noted(tmp_path):
    path = tmp_path / "f.xls"
    book = old_workbook(path, [["姓名", "身份证号", "村"], *([f"张{n}", str(n), "村"] for n in range(40))])
    sheet = book.get_sheet(0)
    sheet.row(3).hidden = True
    sheet.row(39).hidden = True
    sheet.col(1).hidden = True
    book.save(str(path))
    assert noted(read(path)) == [("F-08", 4), ("F-08", None)]


def test_merged_cells_of_xls_fill_their_own_range_only(tmp_path):
    path = tmp_path / "f.xls"
    book = xlwt.Workbook()
    sheet = book.add_sheet("大庄村")
    for number, row in enumerate(
        [["村", "姓名", "身份证号"], ["", "张三", "1"], ["", "李四", "2"], ["", "王五", "3"]]
    ):
        for place, cell in enumerate(row):
            if place or not number:
                sheet.write(number, place, cell)
    sheet.write_merge(1, 2, 0, 0, "大庄村")
    book.save(str(path))
    assert read(path).blocks[0].rows["村"].to_pylist() == ["大庄村", "大庄村", None]


def test_struck_text_is_read_and_noted(tmp_path):
    path = tmp_path / "f.xlsx"
    with Workbook(path) as book:
        struck = book.add_format({"font_strikeout": True})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "身份证号", "村"])
        sheet.write_row(1, 0, ["张三", "1", "村"])
        sheet.write_row(2, 0, ["李四", "2", "村"], struck)
    reading = read(path)
    assert [(note.code, note.row_number, note.detail[:5]) for note in reading.notes] == [
        ("F-09", 3, "3 个单元")
    ]
    assert reading.blocks[0].rows.num_rows == 2


@pytest.mark.parametrize("stream", ["EncryptedPackage", "WordDocument", "Quill"])
def test_a_container_without_a_workbook_is_refused(tmp_path, stream):
    """An encrypted xlsx, a text document and the like lie in the same kind of container as an xls."""
    path = tmp_path / "f.xls"
    old_workbook(path, [["姓名", "身份证号", "村"], ["张三", "1", "村"]])
    name, other = ("\0".join(text.ljust(16, "\0")[:16]).encode("latin-1") for text in ("Workbook", stream))
    data = path.read_bytes()
    assert data.count(name) == 1
    path.write_bytes(data.replace(name, other))
    with pytest.raises(Refused, match="F-11"):
        read(path)


@pytest.mark.parametrize("part", ["OFD.xml", "word/document.xml", "content.xml"])
def test_documents_that_are_zips_are_refused_as_such(tmp_path, part):
    path = tmp_path / "f.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(part, "<x/>")
    with pytest.raises(Refused, match="F-11 不是 Excel 工作簿"):
        read(path)


@pytest.mark.parametrize("rows", [65_536, 65_535])
def test_as_many_records_as_a_spreadsheet_holds_are_noted_with_or_without_the_header(tmp_path, rows):
    path = tmp_path / "f.csv"
    path.write_text("姓名,身份证号,村\n" + "张三,1,a\n" * rows, encoding="utf-8")
    assert [note.code for note in read(path).notes] == ["F-16"]


def test_gbk_names_in_a_zip_are_restored_and_noted(tmp_path):
    folder = tmp_path / "landing" / "health" / "health_record" / "2025-12-31"
    folder.mkdir(parents=True)
    name, bundle = "大庄村.csv".encode("gb18030"), io.BytesIO()
    with zipfile.ZipFile(bundle, "w") as archive:
        archive.writestr("x" * len(name), CSV)
    (folder / "a.zip").write_bytes(bundle.getvalue().replace(b"x" * len(name), name))
    (folder / "_READY").touch()
    (record,) = Bronze(tmp_path / "bronze").take(list(batches(tmp_path / "landing")), KNOWN, 1)
    (file,) = record.files
    assert (file.file, [note.code for note in file.notes]) == ("a.zip/大庄村.csv", ["F-17"])
