"""Which reader takes a file: content over name, damage refused with a reason."""

import pytest

from assets.landing import Refused, count_lines, read_file
from catalog.headers import normalise_header

KNOWN = frozenset(map(normalise_header, ("姓名", "身份证号", "住址")))
CSV = (
    "姓名,身份证号,住址\n" + "张三,439901199003072486,零溪镇大庄村\n李四,439901195203071236,东街居委会\n" * 3
)


def note_codes(reading) -> list[str]:
    return [note.code for note in reading.notes]


def test_csv_text_named_xls_is_read_as_csv_and_noted(tmp_path):
    path = tmp_path / "f.xls"
    path.write_text(CSV, encoding="gb18030")
    reading = read_file(path, KNOWN)
    assert (reading.format, note_codes(reading)) == ("csv", ["F-01"])


def test_the_delivered_name_counts_not_the_path(tmp_path):
    path = tmp_path / "tmp123"
    path.write_text(CSV)
    assert note_codes(read_file(path, KNOWN)) == []
    assert note_codes(read_file(path, KNOWN, "a.zip/f.xlsx")) == ["F-01"]


def test_an_html_table_named_xls_is_read(tmp_path):
    path = tmp_path / "f.xls"
    path.write_bytes(
        """<html><head><meta charset="gb2312"><style>td {color: red}</style></head><body>
        <table><tr><td colspan="3">花名册</td></tr>
        <tr><th>姓名</th><th>身份证号</th><th>住址</th></tr>
        <tr><td rowspan=2>张三</td><td>1<td>大庄村&nbsp;5组
        <tr><td>2</td><td>甲&lt;乙<br>丙</td></tr>
        <tr><td></td><td></td><td></td></tr>
        <tr><td>合计</td></tr></table></body></html>""".encode("gb18030")
    )
    reading = read_file(path, KNOWN)
    assert reading.blocks[0].rows.to_pylist() == [
        {"_row_number": 3, "姓名": "张三", "身份证号": "1", "住址": "大庄村\xa05组"},
        {"_row_number": 4, "姓名": "张三", "身份证号": "2", "住址": "甲<乙\n丙"},
    ]
    assert [line["reason"] for line in reading.ignored.to_pylist()] == ["TITLE", "BLANK", "SUM"]
    assert (reading.format, reading.encoding, note_codes(reading)) == (
        "html",
        "gb18030",
        ["F-07", "F-03", "F-01"],
    )
    assert count_lines(path) == reading.lines == 6


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "UNREADABLE"),
        (b" \r\n\r\n", "UNREADABLE"),
        (bytes(1000), "UNREADABLE"),
        (bytes(range(256)) * 8, "UNREADABLE"),
        (b"%PDF-1.7 ...", "F-11"),
        (b"Rar!\x1a\x07\x00", "F-11"),
        (b'<?xml version="1.0"?><Workbook/>', "F-11"),
        (b"PK\x03\x04" + bytes(100), "UNREADABLE"),
        ("只是一段话，没有表格。\n".encode(), "UNREADABLE"),
    ],
    ids=["empty", "blank", "nul", "binary", "pdf", "rar", "xml", "zip", "prose"],
)
def test_what_holds_no_table_is_refused_with_a_reason(tmp_path, data, code):
    path = tmp_path / "f.csv"
    path.write_bytes(data)
    with pytest.raises(Refused) as refused:
        read_file(path, KNOWN)
    assert refused.value.code == code
    assert "\n" not in refused.value.detail


def test_text_read_with_the_wrong_table_is_restored_where_nothing_was_lost(tmp_path):
    path = tmp_path / "f.csv"
    # bytes of GB18030 read as Latin-1 and stored as UTF-8: ÄãºÃ
    path.write_text(CSV.encode("gb18030").decode("latin-1"), encoding="utf-8", newline="")
    reading = read_file(path, KNOWN)
    assert reading.blocks[0].rows["姓名"].to_pylist()[:2] == ["张三", "李四"]
    assert note_codes(reading) == ["F-02"]
    assert count_lines(path) == reading.lines


@pytest.mark.parametrize("mark", ["锟斤拷", "\ufffd\ufffd"])
def test_text_whose_characters_are_lost_is_refused(tmp_path, mark):
    path = tmp_path / "f.csv"
    path.write_text(CSV.replace("大庄", mark), encoding="utf-8")
    with pytest.raises(Refused, match="F-02"):
        read_file(path, KNOWN)


def test_a_header_of_question_marks_is_lost_text(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("编号a,????,???,????\n1,2,3,4\n")
    with pytest.raises(Refused):
        read_file(path, KNOWN)


def test_a_few_lost_characters_are_noted(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text(
        CSV * 1 + "王五,1,锟斤拷村\n" + "张三,439901199003072486,零溪镇大庄村\n" * 10, encoding="utf-8"
    )
    reading = read_file(path, KNOWN)
    assert note_codes(reading) == ["F-02"]
    assert reading.blocks[0].rows.num_rows == 17


def test_no_refusal_or_note_holds_a_value_of_a_person(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text(
        "姓名,身份证号,住址\n" + '张三,"439901199003072486,x\n' * 3 + "合计,1,2\n", encoding="utf-8"
    )
    reading = read_file(path, KNOWN)
    assert not any("4399" in note.detail or "张三" in note.detail for note in reading.notes)
