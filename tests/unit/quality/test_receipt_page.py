"""The receipt as a page: what it says first, where it points, and that it stays a page without a network."""

import re

from quality.receipt import (
    Columns,
    FileAccount,
    Finding,
    Guess,
    Lines,
    Noted,
    Place,
    Reason,
    Receipt,
    Remark,
    Renamed,
)
from quality.receipt_page import address, receipt_page, tasks, verdict

BLANK = Reason(code="BLANK", label="必填栏目为空", advice="请补录。", severity="warn")
SPACES = Reason(code="N-01", label="姓名中有空格", advice="建议不要用空格。", severity="info")
QUOTE = Reason(code="UNTERMINATED_QUOTE", label="该行引号不成对", advice="请检查引号。")
MISSING = Reason(code="MISSING_COLUMN", label="缺少必需的列", advice="请补齐该列后重新报送。")
GOOD = FileAccount(
    file="一村.xlsx", sha256="0" * 64, status="accepted", format="xlsx", lines=105, header_lines=2, ignored=2, landed=101,
    quarantined=1, staged=100, linked=100, sums=1,
    ignored_lines=(Lines(reason=Reason(code="SUM", label="合计行", severity="info"), count=1,
                         places=(Place(sheet="甲", row_number=104),)),),
    quarantined_lines=(Lines(reason=QUOTE, count=1, places=(Place(sheet="甲", row_number=50),)),),
    columns=(Columns(sheet="甲", unknown=("联系手机",), guesses=(Guess(header="联系手机", column="联系电话", likeness=75, fitting=98),),
                     absent=("备注",), renamed=(Renamed(before="身份证号", now="证件号码"),)),),
)  # fmt: skip
BAD = FileAccount(
    file="二村<b>.xlsx", sha256="1" * 64, status="refused", refused=MISSING, detail="缺少必需的列：姓名", lines=80,
    header_lines=1, landed=79, columns=(Columns(missing=("姓名",)),),
)  # fmt: skip
RECEIPT = Receipt(
    department="township", department_title="乡镇人民政府", dataset="village_ledger", dataset_title="人口台账",
    batch="2025-12-31", day="2025-12-31", told="2026-01-05", acceptance="x", status="accepted", files=(GOOD, BAD),
    remarks=(Remark(reason=Reason(code="F-05", label="合计行与明细之和不符", severity="warn"), count=9,
                    notes=(Noted(place=Place(file="一村.xlsx", sheet="甲", row_number=104), detail="写为 10，逐行相加为 9"),)),),
    findings=(
        Finding(reason=BLANK, header="姓名", count=7, places=(Place(file="一村.xlsx", sheet="甲", row_number=9, header="名字"),)),
        Finding(reason=SPACES, header="姓名", count=3),
        Finding(reason=QUOTE, count=1),
    ),
)  # fmt: skip
REFUSED = RECEIPT.model_copy(
    update={
        "status": "refused",
        "refused": Reason(code="MANIFEST", label="清单不符", advice="请核对清单后整批重新报送。"),
        "detail": "清单为 10 行，实际 9 行",
        "edition": 2,
    }
)


def test_an_accepted_delivery_is_summed_up_in_a_sentence() -> None:
    assert verdict(RECEIPT) == (
        "本批已接收，共 2 个文件、185 行，其中 1 个文件未接收。采用 100 条记录，隔离 1 行；发现需核实的问题 8 处。"
    )


def test_a_refused_delivery_says_why_and_that_the_last_state_stays() -> None:
    assert verdict(REFUSED).startswith("本批未接收：清单为 10 行，实际 9 行。已有数据保持上一次接收的状态")


def test_what_was_refused_is_the_first_task_and_a_new_batch_is_named() -> None:
    told = [t.text for t in tasks(RECEIPT)]
    assert told[0] == "二村<b>.xlsx：请补齐该列后重新报送。"
    assert "例如 2025-12-31.2" in told[1]
    assert any("联系手机" in t and "联系电话" in t for t in told)


def test_a_redelivery_of_a_second_delivery_is_the_third() -> None:
    again = REFUSED.model_copy(update={"batch": "2025-12-31.2"})
    assert any("例如 2025-12-31.3" in t.text for t in tasks(again))


def test_a_place_is_told_as_a_person_looks_it_up() -> None:
    place = Place(file="一村.xlsx", sheet="甲", row_number=9, header="名字")
    assert address(place, (GOOD, BAD)) == "一村.xlsx 工作表“甲” 第 9 行 “名字”列"
    assert address(place, (GOOD,)) == "工作表“甲” 第 9 行 “名字”列"


def test_the_page_shows_the_account_of_every_file_and_escapes_what_departments_write() -> None:
    page = receipt_page(RECEIPT)
    assert "二村&lt;b&gt;.xlsx" in page and "<b>.xlsx" not in page
    row = re.search(r"一村\.xlsx</td>.*?</tr>", page, re.DOTALL)
    assert row and re.findall(r'class="n">([0-9,]+)<', row.group()) == [
        "105",
        "2",
        "2",
        "101",
        "100",
        "100",
        "1",
    ]
    for told in ("缺少必需的列：姓名", "可能是“联系电话”", "上一批的“身份证号”本批写作“证件号码”", "没有报送的选填列：备注",
                 "部分接收", "同类情况共 9 处", "合计行 1 行已与明细逐列核对"):  # fmt: skip
        assert told in page, told


def test_what_was_repaired_stands_apart_and_what_is_quarantined_is_told_once() -> None:
    page = receipt_page(RECEIPT)
    repaired = page[page.index("系统已自动处理的") :]
    assert "姓名中有空格" in repaired and "必填栏目为空" not in repaired
    assert page.count("该行引号不成对") == 2, "as a task and in the account of its file"


def test_a_later_edition_says_which_it_replaces() -> None:
    assert "第 2 版，代替第 1 版" in receipt_page(REFUSED)
    assert "版，代替" not in receipt_page(RECEIPT)


def test_the_page_asks_nothing_of_the_network() -> None:
    assert not re.search(r"(?:src|href)=|https?:|@import|<script", receipt_page(RECEIPT))


def test_a_receipt_is_read_back_as_it_was_written() -> None:
    assert Receipt.model_validate_json(RECEIPT.model_dump_json()) == RECEIPT
