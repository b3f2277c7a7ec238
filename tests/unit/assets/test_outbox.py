"""What a department can be told: standing receipts, the last digest, and reports that are whole; no value of a person."""

from __future__ import annotations

from pathlib import Path

import pytest

import quality
from assets.county import County
from assets.home import Home
from assets.journal import append
from assets.outbox import Outbox
from assets.sending.message import Paper
from assets.staging_queries import StagingQueries
from catalog.load import Catalog, load_catalog
from quality.answers import Answer, AnsweredWorkbook, Rejected
from quality.receipt import FileAccount, Finding, Reason, Receipt

PERSON = "向德山"
REFUSED = Reason(code="MISSING_COLUMN", label="缺少必需的列")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


@pytest.fixture
def county(catalog: Catalog, tmp_path: Path) -> County:
    """A home without anything."""
    home = Home(tmp_path)
    home.make()
    return County(home, StagingQueries(catalog, {}), {})


def receipt(batch: str, status: str = "accepted", **more) -> Receipt:
    """A receipt of the health department; names of files and folders are whatever people choose."""
    return Receipt(department="health", department_title="卫生健康局", dataset_title="死亡医学证明", day="2025-12-31",
                   told="2025-12-31", batch=batch, status=status,
                   **{"dataset": "death_certificate", "acceptance": f"{batch}-a", **more})  # fmt: skip


def papers(county: County, *receipts: Receipt) -> list[Paper]:
    """What the health department can be told after some receipts."""
    append(county.home.journal / "receipts.jsonl", receipts)
    return Outbox(county).papers("health")


def test_a_receipt_says_in_a_line_what_became_of_the_delivery(county: County) -> None:
    files = (
        FileAccount(file=f"{PERSON}.csv", sha256="1", status="refused", refused=REFUSED),
        FileAccount(file="b.csv", sha256="2", status="accepted"),
    )
    findings = tuple(Finding(reason=Reason(code=c, label="x", severity=s), count=n)
                     for c, s, n in (("D-07", "error", 2), ("T-04", "info", 9)))  # fmt: skip
    told = papers(
        county,
        receipt("2025-12-30", "refused", refused=REFUSED, detail=f"{PERSON}.csv 缺少列"),
        receipt("2025-12-31", files=files, findings=findings),
    )
    assert [paper.line for paper in told] == [
        "死亡医学证明 2025-12-31：已接收，其中 1 个文件未接收，需核实的问题 2 处",
        "死亡医学证明 2025-12-30：未接收（缺少必需的列）",
    ]
    assert told[0].attachments[0].name == "接收回执_死亡医学证明_2025-12-31.html"
    assert told[0].attachments[0].read().rstrip().endswith(b"</html>")


def test_a_folder_nobody_declared_is_not_quoted(county: County) -> None:
    odd = receipt("2025-12-31", "refused", dataset=PERSON, refused=REFUSED).model_copy(
        update={"dataset_title": PERSON}
    )
    (paper,) = papers(county, odd)
    assert paper.line == "未登记的数据集 2025-12-31：未接收（缺少必需的列）"
    assert PERSON not in paper.line + paper.place


def test_only_the_last_edition_stands_and_it_is_another_paper(county: County) -> None:
    (first,) = papers(county, receipt("2025-12-31"))
    (second,) = papers(county, receipt("2025-12-31", edition=2, acceptance="other"))
    assert "（第2版）" in second.line
    assert (first.subject, first.fingerprint != second.fingerprint) == (second.subject, True)


def answered(**more) -> AnsweredWorkbook:
    """A workbook the health department sent back; its name is whatever a person chose."""
    row = Answer(
        row_number=2, about="finding", number="f", word="claimed", dataset="death_certificate", after=""
    )
    return AnsweredWorkbook(department_title="卫生健康局", file=f"2025-12/{PERSON}.xlsx", size=1,
                            day="2026-01-05", told="2026-01-06",
                            **{"department": "health", "sha256": "a" * 64, "answers": (row,), **more})  # fmt: skip


def test_what_became_of_an_answered_workbook_is_told_without_its_name(county: County) -> None:
    append(county.home.journal / "answers.jsonl", [
        answered(rejected=(Rejected(row_number=3, reason="没有这个问题编号"),)),
        answered(sha256="b" * 64, answers=(), unreadable=f"{PERSON}.xlsx"),
        answered(sha256="c" * 64, department="police"),
    ])  # fmt: skip
    told = papers(county)
    assert [paper.line for paper in told] == [
        "2026-01-06 收到的答复：文件无法读取", "2026-01-06 收到的答复：采用 1 行，未采用 1 行",
    ]  # fmt: skip
    assert {(paper.kind, paper.place) for paper in told} == {("answer", "health/answers")}
    assert told[0].fingerprint != told[1].fingerprint
    assert "没有这个问题编号" in told[1].attachments[0].read().decode()


def report(county: County, edition: int, text: str = "本月得分 92.3 分，B 级&amp;。") -> Path:
    """The page and the workbooks of an edition of the health department's December."""
    folder = county.home.outbox / "health" / "2025-12"
    folder.mkdir(parents=True, exist_ok=True)
    for part in ("", "_2"):
        (folder / f"待整改明细_卫生健康局_2025-12_第{edition}版{part}.xlsx").write_bytes(b"rows")
    page = folder / f"数据质量报告_卫生健康局_2025-12_第{edition}版.html"
    page.write_text(f'<html>\n<p class="say">{text}</p>\n</html>\n', encoding="utf-8")
    return page


def test_a_report_is_told_in_its_own_words_with_all_its_files(county: County) -> None:
    report(county, 1)
    report(county, 10)
    (paper,) = papers(county)
    assert paper.line == "2025-12 月（第10版）：本月得分 92.3 分，B 级&。"
    assert [a.name for a in paper.attachments] == [
        "数据质量报告_卫生健康局_2025-12_第10版.html",
        "待整改明细_卫生健康局_2025-12_第10版.xlsx",
        "待整改明细_卫生健康局_2025-12_第10版_2.xlsx",
    ]


def test_while_an_edition_is_being_written_nothing_is_told_of_the_month(county: County) -> None:
    report(county, 1)
    page = report(county, 2)
    page.write_text("<html>half of it", encoding="utf-8")
    assert papers(county) == []


def test_a_new_layout_tells_nothing_new(county: County) -> None:
    report(county, 1)
    (before,) = papers(county)
    report(county, 1, "new looks")
    (after,) = papers(county)
    assert before.fingerprint == after.fingerprint


def test_the_page_of_a_department_says_what_a_message_repeats(county: County) -> None:
    template = (Path(quality.__file__).parent / "templates/department.html.j2").read_text(encoding="utf-8")
    assert template.count('<p class="say">{{ verdict }}</p>') == 1
