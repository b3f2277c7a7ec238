"""What a department is told about a month, from small frames."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from quality.gather import Month, Shown, department_quality
from quality.month_figures import ScoredMonth, month_figures
from quality.score_parameters import score_parameters

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
NUMBERS = "elderly_allowance.id_number.conform"
TALLY = pd.DataFrame(
    [
        ("elderly_allowance", "D-07", "id_number", "身份证号码", NUMBERS, "warn", "open", "2026-01-05", "2025-12-31", "2025-12-31", 1),
        ("elderly_allowance", "D-07", "id_number", "身份证号码", NUMBERS, "warn", "reopened", "2026-01-10", "2025-11-20", "2025-12-31", 4),
        ("elderly_allowance", "X-03", None, None, None, "error", "open", "2026-01-20", "2025-12-31", "2025-12-31", 1),
        ("elderly_allowance", "BLANK", "name", "姓名", None, "warn", "fixed", "2026-01-10", "2025-11-30", "2025-12-15", 1),
        ("elderly_allowance", "N-01", "name", "姓名", None, "info", "open", None, "2025-12-31", "2025-12-31", 1),
        ("elderly_allowance", "X-13", "name", "姓名", None, "warn", "待核", None, "2025-12-31", "2025-12-31", 1),
        ("elderly_allowance", "D-15", "id_number", "身份证号码", None, "warn", "fixed", "2026-01-10", "2025-11-30", "2025-12-31", 2),
    ],
    columns=["dataset", "rule", "field", "header", "scored_rule", "severity", "status", "due_date", "first_seen", "last_seen", "findings"],
).assign(department="civil_affairs")  # fmt: skip
TALLY["waits"] = TALLY["status"].isin(["open", "reopened"]) & (TALLY["severity"] != "info")
TALLY["excused"] = False
TALLY["ended_by_us"] = TALLY["rule"] == "D-15"


def figures_of(catalog, month: date, today: date) -> Shown:
    few = replace(catalog, sources={d: catalog.sources[d] for d in RESULTS["dataset"]})
    of = ScoredMonth(month, today, date(2026, 1, 25))
    previous = pd.DataFrame({"department": ["civil_affairs"], "score": [80.0]})
    found = month_figures(few, of, RESULTS, DELIVERIES, TALLY, previous)
    tables = ("department_scores", "source_scores", "dimension_scores", "lost_points")
    return Shown(*(found[name] for name in tables))


@pytest.fixture(scope="module")
def month(catalog) -> Month:
    history = pd.DataFrame(
        {
            "department": ["civil_affairs"] * 2,
            "month": [date(2025, 11, 1), date(2025, 10, 1)],
            "score": [80.0, 75.0],
        }
    )
    weights = tuple(score_parameters(catalog, TODAY).dimension_weights.items())
    now = figures_of(catalog, MONTH, TODAY)
    before = replace(
        now,
        dimensions=now.dimensions.assign(score=50.0),
        sources=now.sources.assign(score=now.sources["score"] - 1.5),
    )
    return Month(MONTH, TODAY, False, "7", now, before, history, weights)


@pytest.fixture
def page(catalog, month):
    return department_quality(catalog, month, "civil_affairs", TALLY)


def test_score_change_and_trend_agree(page, month):
    assert page.change == pytest.approx(page.score - 80.0)
    assert page.trend == ((date(2025, 10, 1), 75.0), (date(2025, 11, 1), 80.0), (MONTH, page.score))


def test_a_dimension_is_weighted_by_the_records_of_the_extracts(page):
    accuracy = {d.name: d.score for d in page.dimensions}["准确性"]
    allowance = 100 * (3 * 0.995 + 2 * 1) / 5  # beside the rule on whole records, which weighs 2
    assert accuracy == pytest.approx((allowance * 1000 + 100 * 3000) / 4000)


def test_a_dimension_that_nothing_was_evaluated_for_has_no_score(catalog, month):
    page = department_quality(catalog, month, "medical_insurance", TALLY.iloc[:0])
    assert {d.name: d.score for d in page.dimensions}["可访问性"] is None


def test_each_extract_says_whether_its_batch_came(page):
    assert [(s.title, s.status, s.to_fix) for s in page.sources] == [
        ("高龄津贴", "on_time", 6),
        ("殡葬火化", "missing", 0),
    ]


def test_problems_are_errors_first_and_hold_only_what_waits(page):
    assert [(p.label, p.header, p.count) for p in page.problems] == [
        ("已死亡人员仍为在册或享受状态", None, 1),
        ("公民身份号码或代码校验不通过（错位、漏位、多位或错字）", "身份证号码", 5),
    ]
    assert page.problems[1].share == pytest.approx(0.005)


def test_a_problem_says_which_part_of_the_score_it_cost(page, month):
    lost = month.scores.lost.set_index("rule")["points"].to_dict()
    assert page.problems[1].points == pytest.approx(lost[NUMBERS]) and lost[NUMBERS] > 0
    assert page.problems[0].points == 0, "a finding that no rule counts costs nothing"


def test_the_parts_of_the_score_lose_what_is_missing_to_a_hundred(page):
    assert sum(part.points for part in page.lost) == pytest.approx(100 - page.score, abs=1e-4)


def test_marks_of_last_month_stand_beside_those_of_this_one(page):
    assert {d.name: d.before for d in page.dimensions}["完整性"] == pytest.approx(50)
    assert {s.title: s.change for s in page.sources}["高龄津贴"] == pytest.approx(1.5)


def test_open_findings_are_sorted_by_their_due_day(page):
    assert (page.ageing.overdue, page.ageing.soon, page.ageing.later) == (1, 4, 1)


def test_open_findings_are_counted_by_how_long_they_stand(page):
    assert page.ageing.standing == (("挂10日内", 2), ("11–30日", 0), ("31–60日", 4), ("60日以上", 0))


def test_the_month_counts_what_began_ended_and_came_back(page):
    moved = page.movement
    assert (moved.new, moved.fixed, moved.reopened, moved.unverified) == (2, 1, 4, 1)


def test_what_our_own_linkage_ended_is_told_apart_from_what_was_put_right(page):
    assert page.movement.ended_by_us == 2


def test_the_next_steps_begin_with_what_is_late_and_end_with_the_next_delivery(page):
    assert page.tasks[0].text.startswith("补报《殡葬火化》2025年12月批次")
    assert page.tasks[1].text == "整改已逾期的 1 条问题。"
    assert page.tasks[-1].due == date(2026, 2, 5)


def test_a_department_without_findings_has_a_page_as_well(catalog, month):
    page = department_quality(catalog, month, "medical_insurance", TALLY.iloc[:0])
    assert page.problems == ()
    assert page.ageing.total == 0


def test_a_department_that_was_not_scored_is_an_error(catalog, month):
    with pytest.raises(KeyError):
        department_quality(catalog, month, "township", TALLY.iloc[:0])
