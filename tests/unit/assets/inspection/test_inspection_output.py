"""`yiyuan inspect` leaves tables as Parquet and accounts for all other lines; what it prints holds no value."""

import json
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
from click.testing import CliRunner
from xlsxwriter import Workbook

from orchestration.cli import main

PEOPLE = "零溪镇花名册,,,\n姓名,身份证号,姓名,\n张三,439901199003072486,李四,1\n王五,439901195203071236,赵六\n合计,,,1\n"


def inspect(*arguments: object) -> str:
    """What the command prints."""
    result = CliRunner().invoke(main, ["inspect", *map(str, arguments)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_is_a_parquet_of_text_columns_named_as_in_the_header(tmp_path):
    inspect(write(tmp_path, "a.csv", PEOPLE), "--out", tmp_path / "out")
    table = pq.read_table(tmp_path / "out" / "a.csv.parquet")
    assert table.to_pylist() == [
        {
            "_row_number": 3,
            "姓名": "张三",
            "身份证号": "439901199003072486",
            "姓名_2": "李四",
            "_column_4": "1",
        }
    ]
    assert {str(kind) for kind in table.schema.types[1:]} == {"string"}


def test_every_line_that_is_neither_row_nor_header_is_in_refused_with_its_reason(tmp_path):
    inspect(write(tmp_path, "a.csv", PEOPLE), "--out", tmp_path / "out")
    refused = pq.read_table(tmp_path / "out" / "refused.parquet").to_pylist()
    assert [(line["file"], line["row_number"], line["reason"]) for line in refused] == [
        ("a.csv", 1, "TITLE"),
        ("a.csv", 5, "SUM"),
        ("a.csv", 4, "COLUMN_COUNT"),
    ]
    assert json.loads(refused[2]["raw"]) == ["王五", "439901195203071236", "赵六"]


def test_a_file_that_can_not_be_read_is_in_refused_and_the_others_are_read(tmp_path):
    empty, good = write(tmp_path, "empty.csv", ""), write(tmp_path, "good.csv", "a,b\n1,2\n")
    printed = inspect(empty, good, "--out", tmp_path / "out")
    refused = pq.read_table(tmp_path / "out" / "refused.parquet").to_pylist()
    assert [(line["file"], line["row_number"], line["reason"]) for line in refused] == [
        ("empty.csv", None, "UNREADABLE 文件为空，没有任何内容")
    ]
    assert "empty.csv: refused, UNREADABLE" in printed
    assert (tmp_path / "out" / "good.csv.parquet").is_file()


def test_sheets_and_members_of_a_zip_are_tables_of_their_own(tmp_path):
    with Workbook(tmp_path / "w.xlsx") as book:
        for name in ("甲村", "乙/村".replace("/", "_")):
            sheet = book.add_worksheet(name)
            for number, row in enumerate((("code", "value"), ("a", 1), ("b", 2.5))):
                sheet.write_row(number, 0, row)
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as bundle:
        bundle.writestr("x.csv", "a,b\n1,2\n")
        bundle.writestr("d/x.csv", "a,b\n3,4\n")
    inspect(tmp_path / "w.xlsx", tmp_path / "z.zip", "--out", tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").glob("*.parquet")) == [
        "refused.parquet",
        "w.xlsx.乙_村.parquet",
        "w.xlsx.甲村.parquet",
        "z.zip_d_x.csv.parquet",
        "z.zip_x.csv.parquet",
    ]
    assert pq.read_table(tmp_path / "out" / "w.xlsx.甲村.parquet").to_pylist() == [
        {"_row_number": 2, "code": "a", "value": "1"},
        {"_row_number": 3, "code": "b", "value": "2.5"},
    ]


def test_files_of_one_name_do_not_overwrite_each_other(tmp_path):
    (tmp_path / "d").mkdir()
    first, second = write(tmp_path, "a.csv", "a,b\n1,2\n"), write(tmp_path / "d", "a.csv", "a,b\n3,4\n")
    inspect(first, second, "--out", tmp_path / "out")
    assert pq.read_table(tmp_path / "out" / "a.csv.2.parquet")["a"].to_pylist() == ["3"]


def test_the_printed_profile_says_how_values_look_and_none_of_them(tmp_path):
    printed = inspect(write(tmp_path, "a.csv", PEOPLE))
    assert "身份证号: 100% filled, 1 distinct, id number 100%" in printed
    assert "1 header + 2 ignored + 1 rows + 1 refused" in printed
    assert not any(value in printed for value in ("张三", "王五", "4399"))


def test_a_header_that_looks_like_a_person_is_not_printed(tmp_path):
    printed = inspect(write(tmp_path, "a.csv", "姓名,439901199003072486,性别,民族\na,b,男,汉族\n"))
    assert "4399" not in printed


def test_the_summary_says_of_each_file_what_was_seen(tmp_path):
    inspect(write(tmp_path, "a.csv", "a;b\n1;2024-01-01\n2;2024-01-02\n"), "--out", tmp_path / "out")
    (seen,) = json.loads((tmp_path / "out" / "inspection.json").read_text())
    assert (seen["format"], seen["encoding"], seen["delimiter"], seen["lines"]) == ("csv", "utf-8", ";", 3)
    assert seen["header_rows"] == [1]
    assert seen["tables"][0]["columns"][1] == {
        "header": "b", "filled": 2, "distinct": 2, "shapes": {"date": 2}
    }  # fmt: skip
