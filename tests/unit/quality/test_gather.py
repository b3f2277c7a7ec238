"""What a department is told about a month, from small frames."""

from datetime import date

import pandas as pd
import pytest

from quality.gather import Month, department_quality
from quality.score_parameters import score_parameters
from quality.scoring import scores
from quality.timeliness import delivery_results, due_batches

MONTH, TODAY = date(2025, 12, 1), date(2026, 1, 6)
RESULTS = pd.DataFrame(
    [
        ("elderly_allowance", "elderly_allowance.name.not_null", "完整性", 3, 1000, 100),
        ("elderly_allowance", "elderly_allowance.id_number.conform", "准确性", 3, 1000, 50),
        ("funeral", "funeral.name.not_null", "完整性", 3, 3000, 0),
        ("enrollment", "enrollment.name.not_null", "完整性", 3, 9000, 0),
    ],
    columns=["dataset", "rule", "dimension", "weight", "evaluated", "failed"],
)
DELIVERIES = pd.DataFrame(
    [("elderly_allowance", "2025-12-31", "2025-12-31", "accepted", None)],
    columns=["dataset", "batch", "day", "status", "reason"],
)
FINDINGS = pd.DataFrame(
    [
        ("elderly_allowance", "D-07", "id_number", "身份证号码", "warn", "open", "2026-01-05", "2025-12-31", "2025-12-31"),
        ("elderly_allowance", "D-07", "id_number", "身份证号码", "warn", "reopened", "2026-01-10", "2025-11-30", "2025-12-31"),
        ("elderly_allowance", "X-03", None, None, "error", "open", "2026-01-20", "2025-12-31", "2025-12-31"),
        ("elderly_allowance", "BLANK", "name", "姓名", "warn", "fixed", "2026-01-10", "2025-11-30", "2025-12-15"),
        ("elderly_allowance", "N-01", "name", "姓名", "info", "open", None, "2025-12-31", "2025-12-31"),
        ("elderly_allowance", "X-13", "name", "姓名", "warn", "待核", "2026-01-10", "2025-12-31", "2025-12-31"),
    ],
    columns=["dataset", "rule", "field", "header", "severity", "status", "due_date", "first_seen", "last_seen"],
).assign(department="civil_affairs")  # fmt: skip


@pytest.fixture
def month(catalog) -> Month:
    parameters = score_parameters(catalog, TODAY)
    owned = pd.DataFrame(
        [(d, catalog.owners[d], s.frequency, s.due_day) for d, s in catalog.sources.items()],
        columns=["dataset", "department", "frequency", "due_day"],
    )
    sources = owned[owned["dataset"].isin(RESULTS["dataset"])]
    due = due_batches(sources, DELIVERIES, MONTH, TODAY)
    results = pd.concat([RESULTS, delivery_results(due)], ignore_index=True)
    history = pd.DataFrame(
        {
            "department": ["civil_affairs"] * 2,
            "month": [date(2025, 11, 1), date(2025, 10, 1)],
            "score": [80.0, 75.0],
        }
    )
    previous = pd.DataFrame({"department": ["civil_affairs"], "score": [80.0]})
    found = scores(results, sources, due, FINDINGS, parameters, TODAY, previous)
    weights = tuple(parameters.dimension_weights.items())
    return Month(MONTH, TODAY, "7", 1, found, due, history, None, weights)


@pytest.fixture
def page(catalog, month):
    return department_quality(catalog, month, "civil_affairs", FINDINGS, ("民政局_整改清单.xlsx",))


def test_score_change_and_trend_agree(page, month):
    assert page.change == pytest.approx(page.score - 80.0)
    assert page.trend == ((date(2025, 10, 1), 75.0), (date(2025, 11, 1), 80.0), (MONTH, page.score))


def test_a_dimension_is_weighted_by_the_records_of_the_extracts(page):
    completeness = {d.name: d.score for d in page.dimensions}["完整性"]
    assert completeness == pytest.approx((90 * 1000 + 100 * 3000) / 4000)


def test_a_dimension_that_nothing_was_evaluated_for_has_no_score(page):
    assert {d.name: d.score for d in page.dimensions}["一致性"] is None


def test_each_extract_says_whether_its_batch_came(page):
    assert [(s.title, s.status, s.to_fix) for s in page.sources] == [
        ("高龄津贴", "on_time", 3),
        ("殡葬火化", "missing", 0),
    ]


def test_problems_are_errors_first_and_hold_only_what_waits(page):
    assert [(p.label, p.header, p.count) for p in page.problems] == [
        ("已死亡人员仍为在册或享受状态", None, 1),
        ("公民身份号码或代码校验不通过（错位、漏位、多位或错字）", "身份证号码", 2),
    ]
    assert page.problems[1].share == pytest.approx(0.002)


def test_open_findings_are_sorted_by_their_due_day(page):
    assert (page.ageing.overdue, page.ageing.soon, page.ageing.later) == (1, 1, 1)


def test_the_month_counts_what_began_ended_and_came_back(page):
    moved = page.movement
    assert (moved.new, moved.fixed, moved.reopened, moved.unverified) == (3, 1, 1, 1)


def test_the_next_steps_begin_with_what_is_late_and_end_with_the_next_delivery(page):
    assert page.tasks[0].text.startswith("补报《殡葬火化》2025年12月批次")
    assert page.tasks[1].text == "整改已逾期的 1 条问题。"
    assert page.tasks[-1].due == date(2026, 2, 5)
    assert any("民政局_整改清单.xlsx" in task.text for task in page.tasks)


def test_a_department_without_findings_has_a_page_as_well(catalog, month):
    page = department_quality(catalog, month, "medical_insurance", FINDINGS.iloc[:0])
    assert page.problems == ()
    assert page.ageing.total == 0


def test_a_department_that_was_not_scored_is_an_error(catalog, month):
    with pytest.raises(KeyError):
        department_quality(catalog, month, "township", FINDINGS.iloc[:0])
