"""Which versions a month's report reads: figures where they are closed, findings as of the cut-off."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from assets.county import County
from assets.home import Home
from assets.quality_month import DISPUTES, MonthNotScored, dispute_counts, open_month
from orchestration.settings import read_settings
from orchestration.wiring import county_for
from quality.department import DisputeCounts
from quality.month_figures import FIGURES, figure_columns

NOVEMBER, DECEMBER, JANUARY = date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)
TO_FIX = "findings.to_fix"


@pytest.fixture(scope="module")
def declared(tmp_path_factory: pytest.TempPathFactory) -> County:
    return county_for(read_settings(tmp_path_factory.mktemp("home")))


@pytest.fixture
def county(declared: County, tmp_path: Path) -> County:
    """A home in which nothing is published."""
    return replace(declared, home=Home(tmp_path))


def publish(county: County, number: int, today: str, scores: Iterable[tuple[date, float]]) -> None:
    """A version with a department's score of some months, and as many rows to fix as its number."""
    version = county.home.published / "versions" / str(number)
    version.mkdir(parents=True)
    (version / "manifest.json").write_text(json.dumps({"today": today}))
    with duckdb.connect() as engine:
        for name in FIGURES:
            columns = ", ".join(f"NULL::{kind} AS {column}" for column, kind in figure_columns(name))
            engine.execute(f"CREATE TABLE {name} AS SELECT {columns} WHERE false")
        for month, score in scores:
            engine.execute(
                "INSERT INTO department_scores BY NAME SELECT $m AS month, $m AS scored_on, true AS final, "
                "'tax' AS department, $s AS score, '一般' AS peer_group", {"m": month, "s": score},
            )  # fmt: skip
        for name in FIGURES:
            engine.execute(f"COPY {name} TO '{version / f'findings.{name}.parquet'}'")
        engine.execute(f"COPY (FROM range({number}) AS t(finding_id)) TO '{version / f'{TO_FIX}.parquet'}'")
    link = county.home.published / "current"
    link.unlink(missing_ok=True)
    link.symlink_to(version.relative_to(county.home.published))


def read(county: County, month: date) -> tuple[float, float | None, int, str]:
    """Score of the month and of the month before, rows to fix, the version told."""
    with open_month(county, month, (TO_FIX,)) as (engine, found, state):
        assert found.version == state.name
        before = None if found.before is None else float(found.before.departments["score"].iloc[0])
        rows = engine.rows(f"SELECT count(*)::INT FROM {TO_FIX}")[0][0]
        return float(found.scores.departments["score"].iloc[0]), before, rows, state.name


def test_an_open_month_is_that_of_the_current_version(county):
    publish(county, 1, "2025-12-31", [(DECEMBER, 80.0)])
    publish(county, 2, "2026-01-06", [(DECEMBER, 85.0)])
    assert read(county, DECEMBER) == (85.0, None, 2, "2")


def test_a_closed_month_has_the_closed_figures_and_the_findings_of_its_time(county):
    publish(county, 2, "2026-01-06", [(NOVEMBER, 70.0), (DECEMBER, 85.0)])
    publish(county, 3, "2026-01-31", [(NOVEMBER, 70.0), (DECEMBER, 59.0), (JANUARY, 90.0)])
    assert read(county, DECEMBER) == (59.0, 70.0, 2, "2")
    assert read(county, JANUARY) == (90.0, 59.0, 3, "3")


def test_only_the_month_just_before_is_compared(county):
    publish(county, 1, "2026-01-31", [(NOVEMBER, 70.0), (JANUARY, 90.0)])
    assert read(county, JANUARY) == (90.0, None, 1, "1")


def test_a_version_that_did_not_score_the_month_is_passed_over(county):
    publish(county, 1, "2025-12-20", [(NOVEMBER, 70.0)])
    publish(county, 4, "2026-01-31", [(DECEMBER, 59.0)])
    assert read(county, DECEMBER) == (59.0, None, 4, "4")


def test_a_month_that_no_version_scored_is_told_by_name(county):
    publish(county, 1, "2026-01-31", [(JANUARY, 90.0)])
    with pytest.raises(MonthNotScored, match="2025-11 was never scored"):
        read(county, NOVEMBER)


def test_a_version_of_an_earlier_release_has_no_scores(county):
    publish(county, 1, "2026-01-06", [(DECEMBER, 85.0)])
    for name in FIGURES:
        (county.home.published / "versions" / "1" / f"findings.{name}.parquet").unlink()
    with pytest.raises(MonthNotScored):
        read(county, DECEMBER)


def test_disputes_of_a_department_are_counted_in_its_month(county):
    publish(county, 1, "2026-01-31", [(JANUARY, 90.0)])
    file = county.home.published / "versions" / "1" / f"{DISPUTES}.parquet"
    with duckdb.connect() as engine:
        engine.execute(f"""COPY (SELECT * FROM (VALUES
            ('tax', DATE '2026-01-10', NULL, 'supervised', NULL, true),
            ('tax', DATE '2025-12-10', DATE '2026-01-05', 'closed', 'adopted', false),
            ('tax', DATE '2026-01-01', DATE '2026-01-20', 'closed', 'upheld', false),
            ('health', DATE '2026-01-02', NULL, 'dispatched', NULL, false)
        ) AS t(department, opened_on, closed_on, state, outcome, overdue)) TO '{file}'""")
    with open_month(county, JANUARY, (DISPUTES,)) as (engine, month, _):
        month = replace(month, today=date(2026, 1, 31))
        assert dispute_counts(engine, month, "tax") == DisputeCounts(2, 2, 1, 1, 1)
        assert dispute_counts(engine, month) == DisputeCounts(3, 2, 1, 2, 1)
