"""What departments and the bureau receive of a month, made by the real job on the sample county."""

import re
from pathlib import Path

import openpyxl
import pytest
from running import Run, county_of, run_job

from orchestration.schedules import closed_month


@pytest.fixture(scope="module")
def month(second_round: Run) -> str:
    """Partition of the newest closed month, whose quality reports were made, one of them twice."""
    partition = closed_month(county_of(second_round.home))
    for only in (None, ["quality.finance"]):
        made = run_job(second_round.home, "quality_reports", only=only, partition=partition)
        assert made.success, made.failures
    return partition


def test_a_department_has_a_page_and_a_workbook_and_a_rerun_adds_nothing(
    second_round: Run, month: str
) -> None:
    names = sorted(p.name for p in (second_round.home / "outbox" / "finance" / month[:7]).iterdir())
    assert names == [
        f"待整改明细_财政局_{month[:7]}_第1版.xlsx",
        f"数据质量报告_财政局_{month[:7]}_第1版.html",
    ]


def test_the_figures_of_the_month_before_are_frozen(second_round: Run, month: str) -> None:
    with second_round.opened() as version:
        months = version.rows(
            "SELECT month::VARCHAR, final, count(*) FROM findings.department_scores GROUP BY ALL ORDER BY ALL"
        )
    assert months == [("2025-12-01", True, 16), (month, False, 16)]


def test_the_workbook_holds_every_row_that_waits_and_names_no_person(second_round: Run, month: str) -> None:
    with second_round.opened() as version:
        waiting = version.rows("SELECT department, count(*)::INT FROM findings.to_fix GROUP BY ALL")
    assert waiting
    for department, count in waiting:
        (book,) = (second_round.home / "outbox" / department / month[:7]).glob("*.xlsx")
        sheet = openpyxl.load_workbook(book)["整改清单"]
        cells = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        assert len(cells) == count
        assert not re.search(r"439901\d{8}", str(cells))


def test_the_circular_ranks_whoever_is_scored(second_round: Run, month: str) -> None:
    (folder,) = (second_round.home / "reports" / month[:7]).glob("quality_circular")
    page, book = next(folder.glob("*.html")), next(folder.glob("*.xlsx"))
    text = Path(page).read_text(encoding="utf-8")
    sheet = openpyxl.load_workbook(book).worksheets[0]
    told = [row[3].value for row in sheet.iter_rows(min_row=5) if row[4].value == "合计"]
    with second_round.opened() as version:
        scored = version.rows("""
            SELECT d.title FROM findings.department_scores AS s JOIN catalog.departments AS d USING (department)
            WHERE month = $month ORDER BY peer_group, rank NULLS LAST
        """, {"month": month})  # fmt: skip
    assert told == [title for (title,) in scored]
    assert all(title in text for title in told)


def test_lost_points_and_score_make_a_hundred_and_open_to_findings_that_stand(
    second_round: Run, month: str
) -> None:
    with second_round.opened() as version:
        totals = version.rows("""
            SELECT s.score + coalesce(sum(l.points), 0) FROM findings.department_scores AS s
            LEFT JOIN findings.lost_points AS l USING (department, month)
            WHERE s.month = $month AND s.score IS NOT NULL GROUP BY s.department, s.score
        """, {"month": month})  # fmt: skip
        strangers = version.rows("""
            SELECT count(*) FROM (SELECT unnest(finding_ids) AS finding_id FROM findings.lost_points)
            ANTI JOIN findings."all" USING (finding_id)
        """)
        without = version.rows("""
            SELECT DISTINCT regexp_extract(rule, '[^.]+$') FROM findings.lost_points
            WHERE component = '数据质量' AND finding_ids IS NULL AND month = $month
        """, {"month": month})  # fmt: skip
    assert [total for (total,) in totals] == pytest.approx([100] * len(totals), abs=1e-4)
    assert strangers == [(0,)]
    assert {rule for (rule,) in without} <= {"on_time", "usable", "row_count"}, (
        "what a delivery, not a record, lacks"
    )
