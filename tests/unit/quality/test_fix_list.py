"""The workbook of rows to fix, read back as a clerk's program would."""

from datetime import date
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pytest

from quality import fix_workbook
from quality.answers import CHOICES, FINDING
from quality.fix_list import COLUMNS, fix_rows
from quality.fix_workbook import write_fix_list

TO_FIX = [
    "finding_id", "dataset", "batch", "file", "sheet", "row_number", "field", "header", "rule", "original", "due_date",
    "entity_type", "element", "value", "source",
]  # fmt: skip
NOBODY = (None, None, None, None)


def finding(number: int, row: int | None, field: str | None, header: str | None, rule: str, original: str | None,
            decided: tuple[str | None, ...] = NOBODY, dataset: str = "enrollment"):  # fmt: skip
    file = "参保.csv" if row else None
    return (f"{number:04d}", dataset, "2025-12-31", file, None, row, field, header, rule, original, date(2026, 1, 15),
            *decided)  # fmt: skip


NUMBER = ("person", "id_number", "439901199003070119", "household_register")
FINDINGS = pd.DataFrame(
    [
        finding(4, None, None, None, "MISSING_BATCH", None),
        finding(2, 3, "id_number", "证件号码", "D-07", "439901199003070118", NUMBER),
        finding(3, 3, "phone", "联系电话", "T-15", "=13812345678"),
        finding(7, 9, "name", "姓名", "enrollment.name.length", "张" * 60),
        finding(1, 12, "name", "姓名", "N-03", "张?三丰", ("person", "name", "张小丰", "household_register")),
    ],
    columns=TO_FIX,
)


def rows_of(catalog, findings: pd.DataFrame) -> list[pa.RecordBatch]:
    return list(fix_rows(catalog, pa.Table.from_pandas(findings, preserve_index=False).to_batches()))


def read(path: Path) -> list[list]:
    sheet = openpyxl.load_workbook(path)["整改清单"]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.fixture
def workbook(catalog, tmp_path) -> Path:
    return write_fix_list(
        rows_of(catalog, FINDINGS), tmp_path, "医保局_202512_整改清单", "医疗保障局整改清单"
    )[0]


def test_a_row_is_named_as_the_department_sees_it_and_its_value_is_masked(workbook):
    rows = {row[-1]: row for row in read(workbook)[1:]}
    assert rows["0002"] == [
        "基本医保参保", "2025-12-31", "参保.csv", None, 3, "证件号码",
        "公民身份号码或代码校验不通过（错位、漏位、多位或错字）", "439901********0118", "439901********0119（《户籍人口》）",
        "请对照证件原件核对并更正号码。", "2026-01-15", None, None, None, "0002",
    ]  # fmt: skip


def test_what_was_expected_is_the_value_of_whoever_decides_or_the_form_of_the_column(workbook):
    expected = {row[-1]: row[8] for row in read(workbook)[1:]}
    assert expected == {
        "0001": "张*丰（《户籍人口》）", "0002": "439901********0119（《户籍人口》）", "0003": "11位手机号码，或带区号的固定电话",
        "0004": None, "0007": "完整姓名，不含空格和其他符号",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("element", "value", "shown"),
    [
        ("sex", "2", "女（《户籍人口》）"),
        ("disability_kind", "4", "与《户籍人口》一致（内容不显示）"),
        ("birth_date", "1990-03-07", "1990-**-**（《户籍人口》）"),
    ],
)
def test_a_value_that_another_source_decides_is_told_as_its_grade_allows(catalog, element, value, shown):
    decided = ("person", element, value, "household_register")
    told = pd.DataFrame([finding(1, 2, "name", "姓名", "N-03", "张?三", decided)], columns=TO_FIX)
    assert rows_of(catalog, told)[0]["expected"].to_pylist() == [shown]


def test_a_blank_that_must_be_filled_is_told_so(catalog):
    told = pd.DataFrame([finding(1, 2, "name", "姓名", "BLANK", None)], columns=TO_FIX)
    assert rows_of(catalog, told)[0]["expected"].to_pylist() == ["必填"]


def test_rows_stand_in_the_order_of_the_file(workbook):
    assert [row[4] for row in read(workbook)[1:]] == [None, 3, 3, 9, 12]


def test_a_cell_that_looks_like_a_formula_is_text(workbook):
    sheet = openpyxl.load_workbook(workbook)["整改清单"]
    cell = next(row[7] for row in sheet.iter_rows(min_row=2) if row[-1].value == "0003")
    assert (cell.value, cell.data_type, cell.number_format) == ("=138****5678", "s", "@")


def test_a_rule_of_the_catalog_is_told_in_words(workbook):
    rows = {row[-1]: row for row in read(workbook)[1:]}
    assert rows["0007"][6] == "不符合“姓名长度合理（1至50个字）”"


def test_the_sheet_has_a_filter_a_frozen_header_and_a_list_of_answers(workbook):
    sheet = openpyxl.load_workbook(workbook)["整改清单"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:O6"
    assert sheet.data_validations.dataValidation[0].formula1 == f'"{",".join(CHOICES[FINDING])}"'
    assert str(sheet.data_validations.dataValidation[0].sqref) == "L2:L6"


def test_the_cover_counts_each_problem(workbook):
    cover = [[c.value for c in row] for row in openpyxl.load_workbook(workbook)["封面"].iter_rows()]
    assert cover[0][0] == "医疗保障局整改清单"
    assert cover[-1] == ["合计", None, 5]
    assert ["基本医保参保", "应报送的批次没有报送", 1] in cover


def test_the_same_rows_give_the_same_bytes(catalog, tmp_path):
    one, two = (write_fix_list(rows_of(catalog, FINDINGS), tmp_path / name, "x")[0] for name in ("a", "b"))
    assert one.read_bytes() == two.read_bytes()


def many(count: int) -> pa.Table:
    columns = {name: pa.array([None] * count, pa.string()) for _, name, _ in COLUMNS if name}
    numbers = {
        "row_number": pa.array(np.arange(count)),
        "source": pa.array(["甲"] * count),
        "problem": pa.array(["乙"] * count),
    }
    return pa.table(columns | numbers)


def test_a_long_list_is_split_and_no_row_is_lost_or_doubled(tmp_path, monkeypatch):
    monkeypatch.setattr(fix_workbook, "ROWS_A_FILE", 100)
    files = write_fix_list(many(250).to_batches(max_chunksize=70), tmp_path, "清单")
    assert [f.name for f in files] == ["清单.xlsx", "清单_2.xlsx", "清单_3.xlsx"]
    found = [[row[4] for row in read(f)[1:]] for f in files]
    assert [len(part) for part in found] == [100, 100, 50]
    assert [row for part in found for row in part] == list(range(250))


def test_a_list_of_exactly_one_file_is_not_followed_by_an_empty_one(tmp_path, monkeypatch):
    monkeypatch.setattr(fix_workbook, "ROWS_A_FILE", 100)
    assert len(write_fix_list(many(100).to_batches(), tmp_path, "清单")) == 1


def test_nothing_to_fix_is_one_workbook_that_says_so(catalog, tmp_path):
    files = write_fix_list(rows_of(catalog, FINDINGS.iloc[:0]), tmp_path, "清单")
    assert len(files) == 1
    assert len(read(files[0])) == 1
