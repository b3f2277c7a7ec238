"""Delimited text: encodings, dialects, headers, records that span lines, broken lines, sums and footers."""

import json
from pathlib import Path

import pytest

from assets.landing import Reading, Refused, count_lines, read_file
from catalog.headers import normalise_header

KNOWN = frozenset(
    map(normalise_header, ("姓名", "公民身份号码", "身份证号", "性别", "金额", "户籍地址", "乡镇", "村"))
)
HEADER = "姓名,身份证号,户籍地址\n"


def read(folder: Path, text: str | bytes, known: frozenset[str] = KNOWN, encoding: str = "utf-8") -> Reading:
    """Write the text as a file, read it, and hold the invariant."""
    path = folder / "file.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    reading = read_file(path, known)
    assert count_lines(path) == reading.lines
    return reading


def rows(reading: Reading) -> list[dict[str, object]]:
    (block,) = reading.blocks
    return block.rows.to_pylist()


def others(table) -> list[tuple[int, str]]:
    return [(line["row_number"], line["reason"]) for line in table.to_pylist()]


def test_the_header_is_row_1_and_the_first_record_row_2(tmp_path):
    reading = read(tmp_path, HEADER + "张三,439901199003072486,大庄村5组\n")
    assert rows(reading) == [
        {"_row_number": 2, "姓名": "张三", "身份证号": "439901199003072486", "户籍地址": "大庄村5组"}
    ]
    assert reading.header_lines.to_pylist() == [
        {"sheet": None, "row_number": 1, "raw": '["姓名", "身份证号", "户籍地址"]'}
    ]
    assert (reading.format, reading.encoding, reading.delimiter) == ("csv", "utf-8", ",")


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
    ],
)
def test_every_agreed_encoding_is_found_by_evidence(tmp_path, encoding, found):
    reading = read(tmp_path, HEADER + "张䶮,439901199003072486,大庄村\n" * 20, encoding=encoding)
    assert reading.encoding == found
    assert rows(reading)[19]["姓名"] == "张䶮"
    assert [note.code for note in reading.notes] == (["F-01"] if found == "utf-16" else [])


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_found_although_other_delimiters_stand_in_quotes_and_cells(tmp_path, delimiter):
    quoted = '"甲,乙;丙|丁\t戊"'
    text = (
        delimiter.join(["姓名", "身份证号", "户籍地址"]) + "\n" + delimiter.join(["张三", "1", quoted]) + "\n"
    )
    reading = read(tmp_path, text)
    assert reading.delimiter == delimiter
    assert rows(reading)[0]["户籍地址"] == "甲,乙;丙|丁\t戊"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_any_line_end_ends_a_line_and_the_last_one_begins_none(tmp_path, line_end):
    reading = read(tmp_path, (HEADER + "张三,1,a\n\n李四,2,b\n").replace("\n", line_end))
    assert [row["_row_number"] for row in rows(reading)] == [2, 4]
    assert others(reading.ignored) == [(3, "BLANK")]


def test_a_quoted_field_spans_lines_where_the_record_is_then_complete(tmp_path):
    reading = read(tmp_path, HEADER + '张三,1,"大庄村\n\n5组"\n李四,2,b\n')
    assert [(row["_row_number"], row["户籍地址"]) for row in rows(reading)] == [
        (2, "大庄村\n\n5组"),
        (3, "b"),
    ]


def test_an_unterminated_quote_ends_with_its_own_line_and_the_next_lines_are_intact(tmp_path):
    reading = read(tmp_path, HEADER + '张三,1,"大庄村\n李四,2,b\n王五,3,"c"\n')
    assert others(reading.broken) == [(2, "UNTERMINATED_QUOTE")]
    assert json.loads(reading.broken["raw"][0].as_py()) == {"text": '张三,1,"大庄村'}
    assert [row["_row_number"] for row in rows(reading)] == [3, 4]


def test_a_quote_never_swallows_a_line_that_is_a_whole_record(tmp_path):
    reading = read(tmp_path, HEADER + '张三,"1,a\n李四,2,b\n王五,3",c\n')
    assert others(reading.broken) == [(2, "UNTERMINATED_QUOTE")]
    assert [row["身份证号"] for row in rows(reading)] == ["2", '3"']


def test_a_first_column_may_span_lines_although_its_last_line_looks_complete(tmp_path):
    reading = read(tmp_path, HEADER + '"张\n三",1,a\n')
    assert rows(reading)[0]["姓名"] == "张\n三"


def test_an_unquoted_line_break_makes_two_broken_records(tmp_path):
    reading = read(tmp_path, HEADER + "张三,1,大庄村\n李四,2\n号,b\n王五,3,c\n")
    assert others(reading.broken) == [(3, "COLUMN_COUNT"), (4, "COLUMN_COUNT")]
    assert [row["_row_number"] for row in rows(reading)] == [2, 5]


def test_lines_with_too_many_or_too_few_columns_are_broken_and_keep_their_cells(tmp_path):
    reading = read(tmp_path, HEADER + "张三,1,a,多\n李四,2\n王五,3,c\n")
    assert [(line["reason"], json.loads(line["raw"])) for line in reading.broken.to_pylist()] == [
        ("COLUMN_COUNT", ["张三", "1", "a", "多"]),
        ("COLUMN_COUNT", ["李四", "2"]),
    ]


def test_quotes_inside_a_field_are_text_and_quotes_doubled_inside_quotes_are_one(tmp_path):
    reading = read(tmp_path, HEADER + '5"管,1,"说""好""的"\n张三,2,"甲"乙\n')
    assert [(row["姓名"], row["户籍地址"]) for row in rows(reading)] == [
        ('5"管', '说"好"的'),
        ("张三", "甲乙"),
    ]


def test_blank_cells_are_null_quoted_or_not_and_spaces_stay(tmp_path):
    reading = read(tmp_path, HEADER + '张三,"", \n')
    assert rows(reading)[0] == {"_row_number": 2, "姓名": "张三", "身份证号": None, "户籍地址": " "}


def test_lines_of_delimiters_and_spaces_only_are_blank_whatever_their_width(tmp_path):
    reading = read(tmp_path, HEADER + ",,\n , \n\n张三,1,a\n")
    assert others(reading.ignored) == [(2, "BLANK"), (3, "BLANK"), (4, "BLANK")]


def test_lines_that_do_not_decode_are_broken_and_the_rest_is_read(tmp_path):
    good = "张三,1,大庄村\n".encode("gb18030")
    data = HEADER.encode("gb18030") + good * 5 + b"\xc0\xee\xff\xff,2,b\n" + good
    reading = read(tmp_path, data)
    assert reading.encoding == "gb18030"
    assert others(reading.broken) == [(7, "UNDECODABLE")]
    assert "\\xff" in json.loads(reading.broken["raw"][0].as_py())["text"]
    assert [row["_row_number"] for row in rows(reading)] == [2, 3, 4, 5, 6, 8]


def test_one_gb18030_line_in_a_utf_8_file_is_the_broken_one(tmp_path):
    data = (
        (HEADER + "张三,1,大庄村\n").encode()
        + "李四,2,大庄村五组\n".encode("gb18030")
        + "王五,3,村\n".encode()
    )
    reading = read(tmp_path, data)
    assert (reading.encoding, others(reading.broken)) == ("utf-8", [(3, "UNDECODABLE")])


def test_title_rows_above_the_header_are_kept_as_title(tmp_path):
    reading = read(tmp_path, "零溪镇低保花名册,,\n填报单位：零溪镇,,单位：元\n,,\n" + HEADER + "张三,1,a\n")
    assert others(reading.ignored) == [(1, "TITLE"), (2, "TITLE"), (3, "BLANK")]
    assert reading.blocks[0].title == ("零溪镇低保花名册", "填报单位：零溪镇", "单位：元")
    assert rows(reading)[0]["_row_number"] == 5
    assert [(note.code, note.row_number) for note in reading.notes] == [("F-03", 1)]


def test_title_rows_need_not_be_as_wide_as_the_table(tmp_path):
    reading = read(tmp_path, "零溪镇低保花名册\n\n" + HEADER + "张三,1,a\n李四,2,b\n", known=frozenset())
    assert reading.blocks[0].headers == ("姓名", "身份证号", "户籍地址")
    assert [row["_row_number"] for row in rows(reading)] == [4, 5]


def test_sums_and_footers_are_ignored_whatever_their_width(tmp_path):
    text = "姓名,身份证号,金额\n张三,1,10.50\n合　计,,10.50\n填表人：某人\n审核人：,,\n说明：按月发放,,\n"
    reading = read(tmp_path, text)
    assert others(reading.ignored) == [(3, "SUM"), (4, "FOOTER"), (5, "FOOTER"), (6, "FOOTER")]
    assert [(note.code, note.row_number) for note in reading.notes] == [("F-06", 4)]


def test_a_sum_that_does_not_add_up_is_noted(tmp_path):
    text = "姓名,身份证号,金额\n张三,1,10\n李四,2,20\n小计,,30\n王五,3,5\n小计,,6\n合计,3,35\n"
    (note,) = read(tmp_path, text).notes
    assert (note.code, note.row_number) == ("F-05", 6)
    assert note.detail == "合计行“金额”写为 6，逐行相加为 5"


def test_people_with_names_like_keywords_are_records(tmp_path):
    text = HEADER + "合计,439901199003072486,a\n合某,1,a\n总小明,2,b\n备注生,3,c\n审核人家,4,d\n"
    assert [row["姓名"] for row in rows(read(tmp_path, text))] == [
        "合计",
        "合某",
        "总小明",
        "备注生",
        "审核人家",
    ]


def test_a_repeated_header_and_title_is_ignored(tmp_path):
    page = "花名册,,\n" + HEADER + "张三,1,a\n"
    reading = read(tmp_path, page * 2)
    assert others(reading.ignored) == [(1, "TITLE"), (4, "TITLE"), (5, "REPEATED_HEADER")]
    assert [row["_row_number"] for row in rows(reading)] == [3, 6]


@pytest.mark.parametrize("numbers", ["甲,乙,1", "(1),(2),(3)", "（1）,（2）,（3）"])
def test_a_row_of_column_numbers_is_ignored(tmp_path, numbers):
    reading = read(tmp_path, HEADER + numbers + "\n张三,1,a\n")
    assert others(reading.ignored) == [(2, "COLUMN_NUMBERS")]


def test_repeated_and_empty_headers_get_names_of_their_own(tmp_path):
    reading = read(tmp_path, "姓名,身份证号,姓名,,金额\n张三,1,李四,x,2\n")
    assert reading.blocks[0].headers == ("姓名", "身份证号", "姓名_2", "_column_4", "金额")


def test_a_trailing_delimiter_on_all_records_is_no_extra_column_of_data(tmp_path):
    reading = read(tmp_path, HEADER + "张三,1,a,\n李四,2,b,\n")
    assert reading.blocks[0].headers == ("姓名", "身份证号", "户籍地址", "_column_4")
    assert len(rows(reading)) == 2


def test_a_header_may_hold_line_breaks_in_quotes(tmp_path):
    reading = read(tmp_path, '姓名,"身份证号\n（必填）",户籍地址\n张三,1,a\n李四,2,b\n')
    assert reading.blocks[0].headers[1] == "身份证号\n（必填）"
    assert [row["_row_number"] for row in rows(reading)] == [2, 3]


def test_a_header_of_unknown_names_is_found_by_its_shape(tmp_path):
    reading = read(tmp_path, "foo,bar,baz\n1,2,3\n", known=frozenset())
    assert reading.blocks[0].headers == ("foo", "bar", "baz")


def test_a_header_without_records_is_a_block_without_rows(tmp_path):
    reading = read(tmp_path, HEADER)
    assert (reading.blocks[0].rows.num_rows, reading.lines) == (0, 1)


def test_records_without_a_header_are_refused(tmp_path):
    with pytest.raises(Refused, match="UNREADABLE"):
        read(tmp_path, "张三,439901199003072486,1990-03-07\n李四,439901195203071236,1952-03-07\n")


def test_exactly_as_many_lines_as_a_spreadsheet_has_is_noted(tmp_path):
    reading = read(tmp_path, HEADER + "张三,1,a\n" * 65_535)
    assert [note.code for note in reading.notes] == ["F-16"]


def test_a_field_of_more_than_a_block_of_the_parser_is_read(tmp_path):
    reading = read(tmp_path, HEADER + "张三,1," + "长" * 2_000_000 + "\n李四,2,b\n")
    assert len(str(rows(reading)[0]["户籍地址"])) == 2_000_000


@pytest.mark.parametrize(
    ("amounts", "total", "wrong"),
    [
        (["10", "20.5"], "30.5", False),
        (["10", "20.5"], "31.5", True),
        (["10", "20"], "2", False),  # the count of the rows
        (['"1,000"', "20"], "1020", False),
        (['"1,000"', "20"], "20", False),  # a spreadsheet does not add text
        (["￥10", "20元"], "30", False),
        (["1.2万", "20", "30"], "50", False),  # not judged
        (["13800000001", "13800000002"], "5", False),  # phones are not added up
        (["甲", "乙", "3"], "7", False),
    ],
)
def test_totals_are_judged_where_they_can_be(tmp_path, amounts, total, wrong):
    body = "".join(f"张{place},甲,{amount}\n" for place, amount in enumerate(amounts))
    reading = read(tmp_path, f"姓名,性别,金额\n{body}合计,,{total}\n")
    assert [note.code for note in reading.notes] == (["F-05"] if wrong else [])


def test_the_total_of_several_subtotals_is_their_sum(tmp_path):
    text = "姓名,性别,金额\n张三,男,1\n小计,,1\n李四,男,2\n小计,,2\n合计,,3\n王五,男,5\n小计,,5\n合计,,5\n总计,,8\n"
    assert read(tmp_path, text).notes == ()
