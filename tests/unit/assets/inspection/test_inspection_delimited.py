"""What is found in files nobody has described: dialects, headers, tables, and lines that can not be read."""

import pytest

from assets.inspection.files import Inspected, inspect_file
from catalog.headers import normalise_header

KNOWN = frozenset(map(normalise_header, ("姓名", "身份证号", "户籍地址", "性别")))


@pytest.fixture
def inspected(tmp_path):
    """Inspects the text or bytes of one file."""

    def inspect(content: str | bytes, known: frozenset[str] = frozenset()) -> Inspected:
        path = tmp_path / "file.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        (one,) = inspect_file(path, known)
        return one

    return inspect


def rows(one: Inspected, table: int = 0) -> list[tuple]:
    return [tuple(row.values()) for row in one.reading.blocks[table].rows.to_pylist()]


def headers(one: Inspected, table: int = 0) -> tuple[str, ...]:
    return one.reading.blocks[table].headers


def test_a_file_without_header_keeps_its_first_line_as_a_row(inspected):
    one = inspected("1,0.5\n2,0.25\n3,0.125\n")
    assert headers(one) == ("_column_1", "_column_2")
    assert rows(one) == [(1, "1", "0.5"), (2, "2", "0.25"), (3, "3", "0.125")]
    assert one.reading.header_lines.num_rows == 0


def test_people_without_a_header_are_rows_although_all_cells_are_text(inspected):
    one = inspected("张三,男,汉族\n李四,女,汉族\n王五,男,苗族\n赵六,男,汉族\n")
    assert [row[1] for row in rows(one)] == ["张三", "李四", "王五", "赵六"]


def test_a_header_that_repeats_a_name_or_numbers_columns_is_one(inspected):
    assert headers(inspected("x,x,load\n1,0,0.5\n1,1,0.25\n")) == ("x", "x_2", "load")
    assert headers(inspected("id,col1,col2\n7,0.5,1\n8,0.25,2\n")) == ("id", "col1", "col2")


def test_years_may_head_columns_of_figures(inspected):
    one = inspected("地区,2019,2020,2021\n甲镇,10.5,11,12\n乙镇,20,21.5,22\n")
    assert headers(one) == ("地区", "2019", "2020", "2021")


def test_one_column_is_read_without_a_delimiter(inspected):
    one = inspected("amount\n10\n20\n30\n")
    assert (one.reading.delimiter, headers(one)) == (None, ("amount",))
    assert rows(one) == [(2, "10"), (3, "20"), (4, "30")]


def test_running_text_is_one_column(inspected):
    one = inspected("今天，天气很好。\n我们去了, 山上, 又回来\n没有表格\n")
    assert one.reading.delimiter is None
    assert len(rows(one)) + one.reading.header_lines.num_rows == 3


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", ":", "^", "~", "\x01"])
def test_any_usual_delimiter_is_found(inspected, delimiter):
    lines = [["code", "when", "value"], *([f"A{n}", f"2024-01-0{n}", f"{n}.5"] for n in range(1, 8))]
    one = inspected("\n".join(delimiter.join(line) for line in lines))
    assert one.reading.delimiter == delimiter
    assert [row[1:] for row in rows(one)] == [tuple(line) for line in lines[1:]]


def test_decimal_commas_do_not_make_a_comma_the_delimiter(inspected):
    one = inspected("a;b;c\n1,5;2,5;3,5\n4,5;5,5;6,5\n")
    assert (one.reading.delimiter, rows(one)[0]) == (";", (2, "1,5", "2,5", "3,5"))


def test_quoted_cells_may_span_lines_in_every_row(inspected):
    one = inspected("name,address,age\n" + "".join(f'n{n},"street {n}\ntown",{n}\n' for n in range(20)))
    assert [row[2] for row in rows(one)] == [f"street {n}\ntown" for n in range(20)]


def test_short_lines_are_filled_up_and_blank_cells_too_many_left_out_where_that_fits(inspected):
    one = inspected(
        "code,day,price,note\n" + "A1,2024-01-01,1.5,x\n" * 5 + "A2,2024-01-02\nA3,,2024-01-03,2.5,y\n"
    )
    assert rows(one)[5:] == [(7, "A2", "2024-01-02", None, None), (8, "A3", "2024-01-03", "2.5", "y")]
    assert [note.code for note in one.reading.notes] == ["COLUMN_COUNT"]


def test_a_line_with_more_cells_than_columns_is_refused_with_its_cells(inspected):
    one = inspected("code,day,price\n" + "A1,2024-01-01,1.5\n" * 5 + "A2,2024-01-02,1.5,more\n")
    assert one.reading.broken.to_pylist() == [
        {
            "sheet": None,
            "row_number": 7,
            "reason": "COLUMN_COUNT",
            "raw": '["A2", "2024-01-02", "1.5", "more"]',
        }
    ]


def test_a_table_of_another_width_below_is_a_table_of_its_own(inspected):
    one = inspected("a,b,c\n1,2,3\n4,5,6\n7,8,9\n\nd,e\n1,x\n2,y\n3,z\n")
    assert (headers(one), headers(one, 1)) == (("a", "b", "c"), ("d", "e"))
    assert rows(one, 1) == [(7, "1", "x"), (8, "2", "y"), (9, "3", "z")]


def test_known_headers_are_read_as_the_pipeline_reads_them(inspected):
    text = "花名册,,\n姓名,身份证号,户籍地址\n张三,439901199003072486,大庄村\n李四,439901195203071236\n"
    one = inspected(text, KNOWN)
    assert headers(one) == ("姓名", "身份证号", "户籍地址")
    assert one.reading.broken["reason"].to_pylist() == ["COLUMN_COUNT"]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "name,price\ncafé,£135\nrôle,£2\n"),
        ("big5", "姓名,地址\n陳大文,臺北市中正區\n林小明,高雄市左營區\n"),
        ("gb18030", "姓名,地址\n陈大文,长沙市开福区\n林小明,常德市武陵区\n"),
        ("utf-16", "名称,数量\n甲,1\n乙,2\n"),
        ("utf-32", "名称,数量\n甲,1\n乙,2\n"),
    ],
)
def test_text_is_decoded_by_what_its_bytes_are_evidence_of(inspected, encoding, text):
    one = inspected(text.encode(encoding))
    (header, *body) = [tuple(line.split(",")) for line in text.splitlines()]
    assert headers(one) == header
    assert [row[1:] for row in rows(one)] == body


@pytest.mark.parametrize("line_end", ["\x1e", "\u2028", "\x85"])
def test_other_line_ends_are_line_ends_where_there_are_no_usual_ones(inspected, line_end):
    one = inspected(line_end.join(["a,b", "1,2", "3,4", "5,6"]))
    assert (headers(one), len(rows(one))) == (("a", "b"), 3)


@pytest.mark.parametrize(
    ("text", "names", "ignored"),
    [
        ("站点,甲\n日期,2010-01-01\n\n时刻,温度,湿度\n10:00,1.5,30\n11:00,2.5,31\n12:00,2.5,31\n", ("时刻", "温度", "湿度"), 3),
        ("# made by a tool\n# version 2\nid,value\n1,2\n3,4\n5,6\n", ("id", "value"), 2),
        ("sep=;\na;b\n1;2\n3;4\n", ("a", "b"), 1),
        ("地区,1990-01,1990-02\n甲镇,1,2\n乙镇,3,4\n", ("地区", "1990-01", "1990-02"), 0),
        ('"x","y"\n"1",1.5,a\n"2",2.5,b\n"3",3.5,c\n', ("_column_1", "x", "y"), 0),
        ("日期,去处,路费,,,合计\n,,飞机,火车,汽车,\n13.04.12,甲,,135.70,,135.7\n18.04.12,乙,5,190.40,,195.4\n",
         ("日期", "去处", "路费_飞机", "路费_火车", "路费_汽车", "合计"), 0),
    ],
    ids=["key and value above", "comments above", "a separator told", "months", "numbers of rows", "groups of columns"],
)  # fmt: skip
def test_the_row_that_names_the_columns_is_found(inspected, text, names, ignored):
    one = inspected(text)
    assert (headers(one), one.reading.ignored.num_rows) == (names, ignored)
