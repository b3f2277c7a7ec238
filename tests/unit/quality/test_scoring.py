"""Scores against tables computed by hand, by the formulas of guide 7.1 to 7.3."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.load import load_catalog
from catalog.parameter_values import ParameterMissing
from quality.department_scores import ranked, rectification
from quality.score_parameters import ScoreParameters, score_parameters
from quality.scoring import (
    Scores,
    charged,
    dimension_scores,
    record_results,
    rule_scores,
    scores,
    vetoes,
    without_excused,
)

DAY = date(2026, 1, 31)
PARAMETERS: ScoreParameters = score_parameters(load_catalog(), DAY)
RESULT = ["dataset", "rule", "dimension", "weight", "evaluated", "failed"]
TALLY = [
    "dataset", "field", "rule", "scored_rule", "severity", "department", "due_date", "last_seen", "status", "findings",
    "waits", "excused", "ended_by_us",
]  # fmt: skip


def results(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=RESULT)


def findings(*rows) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=TALLY)
    return table.astype({"findings": int, "waits": bool, "excused": bool, "ended_by_us": bool})


def finding(
    rule="D-07",
    status="open",
    field: str | None = "id_number",
    dataset="a",
    due: str | None = "2026-01-15",
    seen="2026-01-10",
    scored: str | None = None,
    count=1,
    severity="warn",
    by_us=False,
):
    waits = severity != "info" and status in ("open", "reopened", "claimed")
    excused = severity != "info" and status in ("excepted", "upstream")
    return (dataset, field, rule, scored, severity, "x", due, seen, status, count, waits, excused, by_us)


SOURCES = pd.DataFrame({"dataset": ["a"], "department": ["x"]})
NOTHING_DUE = pd.DataFrame(columns=["dataset", "department", "due", "batch", "day", "status"])


def test_a_rate_is_the_share_that_is_right():
    rules = rule_scores(results(("a", "a.k.unique", "准确性", 3, 100, 5)))
    assert rules["rate"].tolist() == [0.95]


def test_a_rule_without_elements_is_not_applicable_and_not_a_hundred():
    rules = rule_scores(
        results(("a", "a.x.conform", "规范性", 1, 0, 0), ("a", "a.y.conform", "规范性", 1, 10, 5))
    )
    assert rules["rate"].isna().tolist() == [True, False]
    assert dimension_scores(rules)["score"].tolist() == [50.0]


def test_a_dimension_is_the_weighted_mean_of_its_rules():
    rules = rule_scores(
        results(
            ("a", "r1", "完整性", 3, 100, 10),
            ("a", "r2", "完整性", 1, 50, 25),
            ("a", "r3", "规范性", 1, 4, 1),
        )
    )
    found = dimension_scores(rules).set_index("dimension")["score"].to_dict()
    assert found == {"规范性": pytest.approx(75.0), "完整性": pytest.approx(100 * (3 * 0.9 + 1 * 0.5) / 4)}


def test_a_source_is_the_weighted_mean_of_the_dimensions_that_apply():
    found = scores(
        results(("a", "r1", "完整性", 1, 100, 10), ("a", "r2", "准确性", 1, 100, 20)),
        SOURCES, NOTHING_DUE, findings(), PARAMETERS, DAY,
    ).sources  # fmt: skip
    assert found["score"].tolist() == [pytest.approx((0.2 * 90 + 0.25 * 80) / 0.45)]
    assert found["grade"].tolist() == ["C"]
    assert found["rows"].tolist() == [100]


def test_a_source_without_any_result_has_no_score():
    sources = pd.DataFrame({"dataset": ["a", "b"], "department": ["x", "x"]})
    found = scores(
        results(("a", "r", "完整性", 1, 10, 0)), sources, NOTHING_DUE, findings(), PARAMETERS, DAY
    ).sources
    assert found["score"].isna().tolist() == [False, True]
    assert found["grade"].tolist() == ["A", None]


@pytest.mark.parametrize(
    ("score", "grade"), [(100, "A"), (95, "A"), (94.99, "B"), (90, "B"), (80, "C"), (60, "D"), (59.9, "E")]
)
def test_grades_begin_at_their_cut_offs(score, grade):
    assert PARAMETERS.grade(score) == grade


def test_a_vetoing_finding_caps_the_source():
    found = scores(
        results(("a", "r", "完整性", 1, 100, 0)), SOURCES, NOTHING_DUE,
        findings(finding(rule="F-15", field=None)), PARAMETERS, DAY,
    ).sources  # fmt: skip
    assert found[["score", "grade", "veto"]].values.tolist() == [[59.0, "E", "F-15"]]


def test_a_veto_that_was_put_right_caps_nothing():
    gone = findings(finding(rule="F-15", field=None, status="fixed"))
    assert vetoes(rule_scores(results()), gone, PARAMETERS) == {}


@pytest.mark.parametrize(("numbers", "veto"), [(4, {}), (5, {"a": "D-02"})])
def test_numbers_in_scientific_notation_veto_from_five_per_cent_on(numbers, veto):
    rules = rule_scores(results(("a", "a.id_number.conform", "准确性", 3, 100, numbers)))
    found = vetoes(rules, findings(*[finding(rule="D-02")] * numbers), PARAMETERS)
    assert found == veto


def test_what_is_excused_leaves_numerator_and_denominator():
    before = results(
        ("a", "a.id_number.conform", "准确性", 3, 100, 10), ("a", "a.name.not_null", "完整性", 3, 100, 4),
        ("a", "a.sex.in_codes", "规范性", 1, 50, 1),
    )  # fmt: skip
    excused = findings(
        finding(status="excepted", scored="a.id_number.conform", count=3),
        finding(status="open", scored="a.id_number.conform"),
        finding(rule="BLANK", status="upstream", scored="a.name.not_null"),
        finding(rule="T-11", status="excepted", scored="a.sex.in_codes", count=7),
        finding(rule="D-04", status="excepted", scored="a.id_number.conform", severity="info"),
    )
    after = without_excused(before, excused)
    assert after[["evaluated", "failed"]].values.tolist() == [[97, 7], [99, 3], [49, 0]]


def test_a_suite_charges_no_more_than_the_findings_that_stand():
    suite = results(
        ("a", "a.id_number.conform", "准确性", 3, 100, 10), ("a", "a.sex.agrees", "一致性", 2, 100, 4),
        ("a", "a.rows.row_count", "完整性", 3, 1, 1),
    )  # fmt: skip
    told = findings(
        finding(scored="a.id_number.conform", count=7),
        finding(scored="a.id_number.conform", status="excepted"),
        finding(scored="a.sex.agrees", status="fixed"),
    )
    assert charged(suite, told)["failed"].tolist() == [8, 0, 1]


def test_a_record_that_is_wrong_as_a_whole_counts_in_its_dimension():
    suite = results(
        ("a", "a.name.not_null", "完整性", 3, 100, 4), ("b", "b.name.not_null", "完整性", 3, 0, 0)
    )
    told = findings(
        finding(rule="D-11", scored="a.records.准确性", count=5),
        finding(rule="X-03", scored="a.records.一致性", status="待核", count=9),
        finding(rule="D-07", scored="a.id_number.conform"),
        finding(rule="D-15", scored="a.records.准确性", status="fixed"),
    )
    found = record_results(suite, told, weight=2).set_index("rule")[["weight", "evaluated", "failed"]]
    assert found.loc["a.records.准确性"].tolist() == [2, 100, 5]
    assert found.loc["a.records.一致性"].tolist() == [2, 100, 0], (
        "a contradiction costs nothing until it is verified"
    )
    assert found.loc["b.records.准确性"].tolist() == [2, 0, 0]
    assert "a.records.可访问性" not in found.index


def test_rectification_counts_what_was_due_and_what_came_back():
    sent = findings(
        finding(status="fixed", seen="2026-01-10"),  # in time
        finding(status="fixed", seen="2026-01-20"),  # too late
        finding(status="reopened"),  # due and not closed
        finding(status="open"),  # due and not closed
        finding(status="open", due="2026-02-15"),  # not due yet
        finding(status="excepted"), finding(status="待核"),
        finding(status="fixed", by_us=True),  # gone without a delivery: neither its merit nor its debt
    )  # fmt: skip
    found = rectification(sent, DAY).loc["x"]
    assert found["rectified"] == pytest.approx(1 / 4)
    assert found["effective"] == pytest.approx(1 - 1 / 3)


def test_what_was_only_counted_is_not_to_be_rectified():
    info = findings(finding(rule="N-01", severity="info", due=None))
    assert rectification(info, DAY).empty


def test_a_department_weighs_quality_punctuality_rectification_and_binding():
    sources = pd.DataFrame({"dataset": ["a", "b"], "department": ["x", "x"]})
    due = pd.DataFrame(
        [("a", "x", None, "1", None, "on_time"), ("b", "x", None, None, None, "missing")],
        columns=NOTHING_DUE.columns,
    )
    found = scores(
        results(("a", "r1", "完整性", 1, 3000, 300), ("b", "r2", "完整性", 1, 1000, 500)), sources, due,
        findings(finding(status="fixed"), finding(status="open")), PARAMETERS, DAY,
    ).departments.iloc[0]  # fmt: skip
    quality = (90 * 3000 + 50 * 1000) / 4000  # the missing batch caps b at 59, which it does not reach
    rectified = 100 * (0.6 * 0.5 + 0.4 * 1)
    assert found["quality"] == pytest.approx(quality)
    assert found["score"] == pytest.approx(0.7 * quality + 0.1 * 50 + 0.15 * rectified + 0.05 * 50)


def test_what_was_closed_counts_by_its_number():
    sent = findings(finding(status="fixed", count=3), finding(status="reopened", count=1))
    assert rectification(sent, DAY).loc["x"].tolist() == [pytest.approx(3 / 4), pytest.approx(3 / 4)]


def test_a_batch_that_did_not_come_caps_its_source():
    due = pd.DataFrame([("a", "x", None, None, None, "missing")], columns=NOTHING_DUE.columns)
    found = scores(results(("a", "r", "完整性", 1, 9, 0)), SOURCES, due, findings(), PARAMETERS, DAY).sources
    assert found[["score", "veto"]].values.tolist() == [[59.0, "MISSING_BATCH"]]


def test_a_department_with_nothing_to_rectify_is_scored_on_the_rest():
    found = scores(
        results(("a", "r1", "完整性", 1, 3000, 300)), SOURCES, NOTHING_DUE, findings(), PARAMETERS, DAY
    ).departments
    assert found["score"].tolist() == [pytest.approx(90.0)]


def departments(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["department", "score", "datasets", "rows"])


def test_small_samples_are_ranked_apart_and_size_of_the_problem_list_plays_no_part():
    found = ranked(
        departments(("big", 91.0, 4, 10**6), ("good", 95.0, 3, 5000), ("tiny", 99.0, 1, 50)), PARAMETERS
    )
    assert found.set_index("department")[["peer_group", "rank"]].to_dict("index") == {
        "good": {"peer_group": "一般", "rank": 1}, "big": {"peer_group": "一般", "rank": 2}, "tiny": {"peer_group": "数据量小", "rank": 1},
    }  # fmt: skip


def test_equal_scores_are_ranked_by_the_change_since_last_month():
    previous = pd.DataFrame({"department": ["p", "q"], "score": [90.0, 80.0]})
    found = ranked(departments(("p", 91.0, 3, 5000), ("q", 91.0, 3, 5000)), PARAMETERS, previous)
    assert found["department"].tolist() == ["q", "p"]
    assert found["change"].tolist() == [11.0, 1.0]


def test_a_parameter_without_a_value_on_the_day_is_named():
    with pytest.raises(ParameterMissing, match="`veto_rules` has no value on 1999-01-01"):
        score_parameters(load_catalog(), date(1999, 1, 1))


def missing_of(found: Scores) -> list[float]:
    """100 less the score of each department that has one, in order."""
    departments = found.departments.dropna(subset=["score"]).sort_values("department")
    return (100 - departments["score"]).tolist()


def lost_by(found: Scores) -> list[float]:
    """Sum of the lost points of the same departments."""
    departments = found.departments.dropna(subset=["score"]).sort_values("department")["department"]
    return [float(found.lost.loc[found.lost["department"] == d, "points"].sum()) for d in departments]


def test_every_lost_point_has_a_place():
    sources = pd.DataFrame({"dataset": ["a", "b"], "department": ["x", "x"]})
    due = pd.DataFrame(
        [("a", "x", None, "1", None, "late"), ("b", "x", None, None, None, "missing")],
        columns=NOTHING_DUE.columns,
    )
    found = scores(
        results(("a", "a.r", "完整性", 3, 3000, 300), ("a", "a.s", "完整性", 1, 3000, 3), ("b", "b.r", "准确性", 1, 9, 0)),
        sources, due, findings(finding(status="fixed", count=3), finding(status="reopened")), PARAMETERS, DAY,
    )  # fmt: skip
    assert lost_by(found) == pytest.approx(missing_of(found))
    places = {
        (c, d, r) for c, d, r in found.lost[["component", "dataset", "rule"]].fillna("").to_numpy().tolist()
    }
    assert places == {
        ("数据质量", "a", "a.r"), ("数据质量", "a", "a.s"), ("一票否决", "b", "MISSING_BATCH"), ("到数及时", "a", ""),
        ("到数及时", "b", ""), ("目录挂接", "b", ""), ("按期整改", "", ""), ("整改有效", "", ""),
    }  # fmt: skip


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from(sorted(PARAMETERS.dimension_weights)), st.integers(1, 3),
                  st.integers(0, 50), st.integers(0, 50)),
        min_size=1, max_size=12,
    )
)  # fmt: skip
def test_scores_stay_between_zero_and_a_hundred_and_do_not_depend_on_order(rows):
    table = results(*((d, f"r{i}", k, w, max(n, f), f) for i, (d, k, w, n, f) in enumerate(rows)))
    sources = pd.DataFrame({"dataset": ["a", "b"], "department": ["x", "y"]})
    arguments = (sources, NOTHING_DUE, findings(), PARAMETERS, DAY)
    found = scores(table, *arguments)
    again = scores(table.iloc[::-1].reset_index(drop=True), *arguments)
    assert lost_by(found) == pytest.approx(missing_of(found), abs=1e-9), (
        "lost points add up to what is missing"
    )
    known = found.sources["score"].dropna()
    assert known.between(0, 100).all()
    pd.testing.assert_frame_equal(found.departments, again.departments, check_exact=False)


def test_weights_are_those_of_the_day():
    assert replace(PARAMETERS, veto_cap=10.0) != PARAMETERS
    assert sum(PARAMETERS.dimension_weights.values()) == pytest.approx(1)
