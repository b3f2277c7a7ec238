"""Answered workbooks: whatever was edited in them, the rows with an answer are found again, and each is taken or told why not."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.answers_judging import Dispatched, Known, judged
from assets.answers_reading import Written, answer_files, written_answers
from assets.answers_receipts import write_receipt
from assets.landing import Refused
from assets.landing.deliveries import batches
from catalog.load import Catalog, load_catalog
from quality.answers import CHOICES, DISPUTE, FINDING, AnsweredWorkbook
from quality.answers_page import answers_page
from quality.dispute_list import dispute_rows
from quality.fix_list import fix_rows
from quality.fix_workbook import write_fix_list

FINDINGS = pd.DataFrame(
    [(f"{n:020x}", "enrollment", "2025-12-31", "参保.csv", None, n, "phone", "联系电话", "T-15", "warn", "open", "12", "2026-01-15")
     for n in range(2, 8)],
    columns=["finding_id", "dataset", "batch", "file", "sheet", "row_number", "field", "header", "rule", "severity", "status",
             "original", "due_date"],
)  # fmt: skip
DISPUTE_ID = "pabcdefghijklmnop.name.0123abcd"
DISPUTES = pd.DataFrame([{
    "dispute_id": DISPUTE_ID, "entity_type": "person", "source": "enrollment", "element": "name", "disputed_value": "张山",
    "claimed_value": "张三", "raised_by": "公安局", "reason": None, "sign_in_due": "2026-01-04", "due_date": "2026-01-15",
    "state": "dispatched", "batch": "2025-12-31", "file": "参保.csv", "sheet": None, "row_number": 7,
}])  # fmt: skip


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


@pytest.fixture
def workbook(catalog: Catalog, tmp_path: Path) -> Path:
    """The workbook as a department receives it."""
    waiting = pa.Table.from_pandas(FINDINGS.assign(entity_type=None, element=None, value=None, source=None))
    rows, disputes = fix_rows(catalog, waiting.to_batches()), dispute_rows(catalog, DISPUTES)
    return write_fix_list(rows, tmp_path, "整改清单", disputes=disputes)[0]


def fill(workbook: Path, sheet: str, row: int, **cells: Any) -> None:
    """Write answers into a row, by header."""
    book = openpyxl.load_workbook(workbook)
    head = [cell.value for cell in book[sheet][1]]
    for header, value in cells.items():
        book[sheet].cell(row, head.index(header) + 1, value)
    book.save(workbook)


def test_an_answered_row_is_found_by_its_number_and_others_are_left_out(workbook: Path) -> None:
    fill(workbook, "整改清单", 3, 处理结果="已整改")
    fill(workbook, "整改清单", 4, 处理结果=" 上游问题 ", 说明="工单 88", 核实值="13800000000")
    fill(workbook, "校核申请", 2, 处理结果="不予更正", 说明="户口簿原件")
    assert written_answers(workbook) == [
        Written("整改清单", 3, FINDING, f"{3:020x}", "已整改", None, None),
        Written("整改清单", 4, FINDING, f"{4:020x}", "上游问题", "工单 88", "13800000000"),
        Written("校核申请", 2, DISPUTE, DISPUTE_ID, "不予更正", "户口簿原件", None),
    ]


def test_the_offered_choices_are_those_that_are_understood(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    for sheet, about in (("整改清单", FINDING), ("校核申请", DISPUTE)):
        (validation,) = book[sheet].data_validations.dataValidation
        assert validation.formula1 == f'"{",".join(CHOICES[about])}"'


def test_a_dispute_is_shown_as_the_grade_of_its_element_demands_and_only_while_it_is_open(
    catalog: Catalog,
) -> None:
    sex = DISPUTES.assign(
        dispute_id="s",
        element="sex",
        disputed_value="1",
        claimed_value=None,
        due_date=None,
        reason="439901199003072486",
    )
    closed = DISPUTES.assign(dispute_id="c", state="closed")
    rows = dispute_rows(catalog, pd.concat([sex, closed, DISPUTES])).to_pylist()
    told = [
        [row[k] for k in ("element", "disputed", "claimed", "reason", "due_date", "state", "dispute_id")]
        for row in rows
    ]
    assert told == [
        ["姓名", "张*", "张*", None, "2026-01-15", "待签收", DISPUTE_ID],
        ["性别", "男", None, "439901********2486", None, "待签收", "s"],
    ]


KEPT = ("处理结果", "问题编号")


@settings(max_examples=25, deadline=None)
@given(
    st.permutations(["数据集", "行号", "问题", "处理结果", "核实值", "说明", "问题编号"]),
    st.integers(0, 3),
    st.data(),
)
def test_columns_may_be_moved_added_and_removed_and_titles_put_above(
    tmp_path_factory: pytest.TempPathFactory, columns: list[str], titles: int, data: st.DataObject
) -> None:
    removed = data.draw(st.sets(st.sampled_from([c for c in columns if c not in KEPT]), max_size=4))
    heads = [c for c in columns if c not in removed] + ["经办人"]
    cells = {"数据集": "参保", "行号": 7, "问题": "有误", "处理结果": "上游问题", "核实值": "甲", "说明": "工单", "问题编号": "00af",
             "经办人": "某某"}  # fmt: skip
    path = tmp_path_factory.mktemp("edited") / "答复.xlsx"
    book = openpyxl.Workbook()
    for row in [*[["医保局整改清单答复"]] * titles, heads, [cells[c] for c in heads]]:
        book.active.append(row)
    book.save(path)
    (found,) = written_answers(path)
    assert (found.row_number, found.number, found.said) == (titles + 2, "00af", "上游问题")
    assert (found.note, found.value) == (
        None if "说明" in removed else "工单",
        None if "核实值" in removed else "甲",
    )


def test_an_old_workbook_is_read_as_well(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("整改清单")
    for number, row in enumerate(
        [("行号", "处理结果", "说明", "问题编号"), (7, "已整改", "", "00af"), (8, "", "", "00b0")]
    ):
        for place, cell in enumerate(row):
            sheet.write(number, place, cell)
    book.save(tmp_path / "答复.xls")
    assert [(w.number, w.said) for w in written_answers(tmp_path / "答复.xls")] == [("00af", "已整改")]


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"PK\x03\x04broken", "姓名,电话\n甲,1\n".encode(), bytes(range(256))]
)
def test_what_is_no_answered_workbook_is_refused_with_a_reason(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "答复.xlsx"
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        written_answers(path)
    assert refused.value.detail


def test_a_folder_of_answers_is_no_delivery_whatever_lies_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "tax" / "_answers" / "2025-12-31"
    folder.mkdir(parents=True)
    for name in ("答复.xlsx", "_READY", "~$答复.xlsx", "_清单.xlsx"):
        (folder / name).touch()
    assert list(batches(tmp_path)) == []
    assert [(f.department, f.name) for f in answer_files(tmp_path)] == [
        ("tax", "2025-12-31/_清单.xlsx"), ("tax", "2025-12-31/答复.xlsx")
    ]  # fmt: skip


ENROLMENT = Dispatched("medical_insurance", "enrollment", "name", "person", "P1")
LEDGER = Dispatched("township", "village_ledger", "sex", "person", "P1")
KNOWN = Known(
    {(FINDING, "a"): ENROLMENT, (FINDING, "v"): LEDGER, (DISPUTE, "d"): Dispatched("public_security", "household_register")},
    {"enrollment": "2025-12-31.0001", "household_register": "2025-12-20.0002"},
    {("person", "P1", "name"): ("household_register", "张山"), ("person", "P1", "sex"): ("household_register", "1")},
)  # fmt: skip


def row(
    number: str | None, said: str, note: str | None = None, value: str | None = None, about: Any = FINDING
) -> Written:
    """An answered row."""
    return Written("整改清单", 5, about, number, said, note, value)


REJECTED = {
    "“问题编号”为空，无法找到所答复的行": row(None, "已整改"),
    "“问题编号”不是已派发的编号，请勿改动该列": row("x", "已整改"),
    "该编号派发给其他部门": row("v", "已整改"),
    "“处理结果”只能是已整改、申请例外、上游问题": row("a", "好了"),
    "“申请例外”须在“说明”中写明理由": row("a", "申请例外"),
    "“上游问题”须在“说明”中写明上级系统的工单号": row("a", "上游问题"),
    "“申请编号”不是已派发的编号，请勿改动该列": row("a", "已更正", about=DISPUTE),
}


@pytest.mark.parametrize("reason", REJECTED)
def test_a_row_that_can_not_be_taken_says_why(catalog: Catalog, reason: str) -> None:
    answers, rejected = judged(catalog, "medical_insurance", [REJECTED[reason]], KNOWN)
    assert answers == [] and [(r.row_number, r.reason) for r in rejected] == [(5, reason)]


def test_an_answer_knows_the_newest_batch_that_it_may_speak_of(catalog: Catalog) -> None:
    ((finding,), _) = judged(catalog, "medical_insurance", [row("a", "已整改")], KNOWN)
    ((dispute,), _) = judged(catalog, "public_security", [row("d", "已更正", about=DISPUTE)], KNOWN)
    assert (finding.word, finding.after, finding.disputed_value) == ("claimed", "2025-12-31.0001", None)
    assert (dispute.word, dispute.after) == ("correction_claimed", "2025-12-20.0002")


@pytest.mark.parametrize("written", ["女", "2", "女性", " 女 "])
def test_an_upstream_fault_names_the_authority_s_value_and_holds_another_in_the_ledger_s_form(
    catalog: Catalog, written: str
) -> None:
    ((answer,), _) = judged(catalog, "township", [row("v", "上游问题", "入户核实", written)], KNOWN)
    assert (answer.element, answer.disputed_source, answer.disputed_value, answer.value) == (
        "sex", "household_register", "1", "2"
    )  # fmt: skip


BOOK = AnsweredWorkbook(department="tax", department_title="税务局", file="2025/答复.xlsx", size=1, sha256="ab" * 32,
                        day="2025-11-30", told="2025-12-31")  # fmt: skip


def test_a_receipt_says_what_was_taken_and_what_was_not(catalog: Catalog, tmp_path: Path) -> None:
    written = [row("a", "已整改"), row("a", "好了"), row("a", "申请例外", "夜校学员李某")]
    answers, rejected = judged(catalog, "medical_insurance", written, KNOWN)
    told = BOOK.model_copy(update={"answers": tuple(answers), "rejected": tuple(rejected)})
    write_receipt(tmp_path, told)
    page = (tmp_path / "tax/answers/答复回执_答复_abababab.html").read_text(encoding="utf-8")
    assert "部分采用" in page and "采用 2 行答复，另有 1 行未采用" in page and "只能是已整改" in page
    assert "李某" not in page and "http" not in page
    assert (tmp_path / "tax/answers/答复回执_答复_abababab.json").is_file()


def test_a_receipt_does_not_tell_a_department_what_another_one_delivered(
    catalog: Catalog, tmp_path: Path
) -> None:
    known = replace(KNOWN, golden={("person", "P1", "sex"): ("household_register", "机密")})
    (answers, _) = judged(catalog, "township", [row("v", "上游问题", "入户核实", "女")], known)
    assert answers[0].disputed_value == "机密"
    write_receipt(tmp_path, BOOK.model_copy(update={"answers": tuple(answers)}))
    told = "".join(p.read_text(encoding="utf-8") for p in (tmp_path / "tax/answers").iterdir())
    assert "入户核实" in told and "机密" not in told


@pytest.mark.parametrize(
    ("book", "verdict"),
    [
        (BOOK.model_copy(update={"unreadable": "工作簿有密码"}), "文件无法读取：工作簿有密码"),
        (BOOK, "“处理结果”一列没有填写"),
    ],
)
def test_a_workbook_of_which_nothing_was_taken_is_answered_too(book: AnsweredWorkbook, verdict: str) -> None:
    page = answers_page(book)
    assert verdict in page and "未采用" in page
