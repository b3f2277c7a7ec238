"""The figures of a month: as the state is until the cut-off, then as a version remembers them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from assets.county import County
from assets.memory import REMEMBERED
from assets.quality_scores import score_tables
from orchestration.settings import read_settings
from orchestration.wiring import county_for
from quality.month_figures import FIGURES
from sql.warehouse import Limits, Warehouse, open_warehouse

NUMBERS, NAMES = "elderly_allowance.id_number.conform", "elderly_allowance.name.not_null"
ELEMENTS = 1000
DECEMBER, JANUARY = date(2025, 12, 1), date(2026, 1, 1)
RESULTS = {"dataset": pa.string(), "rule": pa.string(), "dimension": pa.string(), "weight": pa.int64(),
           "evaluated": pa.int64(), "failed": pa.int64()}  # fmt: skip
DELIVERIES = {"dataset": pa.string(), "batch": pa.string(), "day": pa.string(), "status": pa.string(),
              "reason": pa.string()}  # fmt: skip
TALLY = {
    "department": pa.string(), "dataset": pa.string(), "field": pa.string(), "rule": pa.string(), "scored_rule": pa.string(),
    "severity": pa.string(), "status": pa.string(), "waits": pa.bool_(), "excused": pa.bool_(), "ended_by_us": pa.bool_(),
    "first_seen": pa.date32(), "last_seen": pa.date32(), "due_date": pa.date32(), "findings": pa.int64(),
}  # fmt: skip
CHARGED = {"department": pa.string(), "component": pa.string(), "dataset": pa.string(), "rule": pa.string(),
           "finding_ids": pa.list_(pa.string())}  # fmt: skip


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    return county_for(read_settings(tmp_path_factory.mktemp("home")))


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    """A warehouse without memory: nothing was published yet."""
    with open_warehouse(tmp_path, Limits("500MB", 1)) as engine:
        engine.run("CREATE SCHEMA memory")
        for name in FIGURES:
            pairs = (column.strip().split(" ") for column in REMEMBERED[name][1].split(","))
            columns = ", ".join(f"NULL::{kind} AS {column}" for column, kind in pairs)
            engine.run(f"CREATE TABLE memory.{name} AS SELECT {columns} WHERE false")
        yield engine


def stands(warehouse: Warehouse, wrong: int, backwards: bool = False) -> None:
    """The state of a run: so many numbers are wrong; ``backwards`` in another order of rows."""
    ids = [f"f{i}" for i in range(wrong)]
    tables = {
        "findings.rule_results": (RESULTS, [
            ("elderly_allowance", NUMBERS, "准确性", 3, ELEMENTS, wrong), ("elderly_allowance", NAMES, "完整性", 3, ELEMENTS, 0),
        ]),
        "raw.deliveries": (DELIVERIES, [("elderly_allowance", "2025-12-31", "2025-12-31", "accepted", None)]),
        "findings.tally": (TALLY, [
            ("civil_affairs", "elderly_allowance", "id_number", rule, NUMBERS, "warn", "open", True, False, False,
             date(2025, 12, 31), date(2025, 12, 31), date(2026, 3, 1), number)
            for rule, number in (("D-07", wrong - 1), ("D-01", 1))
        ]),
        "findings.charged": (CHARGED, [("civil_affairs", "数据质量", "elderly_allowance", NUMBERS, ids)]),
    }  # fmt: skip
    for table, (schema, rows) in tables.items():
        rows = rows[::-1] if backwards else rows
        columns = zip(*rows, strict=True)
        frame = pa.table({n: pa.array(c, t) for (n, t), c in zip(schema.items(), columns, strict=True)})
        warehouse.store(table, f"{wrong}", frame)


def scored(county: County, warehouse: Warehouse, today: date) -> dict[date, tuple[float, date, bool]]:
    """Month -> score of the department, the day it is of, whether it is final; all tables are built on the way."""
    score_tables(replace(county, today=today), warehouse)
    rows = warehouse.rows(
        "SELECT month, round(score, 3), scored_on, final FROM findings.department_scores "
        "WHERE department = 'civil_affairs' ORDER BY month"
    )
    return {month: (score, day, final) for month, score, day, final in rows}


def publish(warehouse: Warehouse) -> None:
    """What stands becomes what is remembered."""
    for name in FIGURES:
        warehouse.run(f"CREATE OR REPLACE TABLE memory.{name} AS SELECT * FROM findings.{name}")


def test_a_month_follows_the_state_until_its_cut_off(county, warehouse):
    stands(warehouse, wrong=100)
    first = scored(county, warehouse, date(2026, 1, 6))
    publish(warehouse)
    stands(warehouse, wrong=10)
    second = scored(county, warehouse, date(2026, 1, 20))
    assert first.keys() == second.keys() == {DECEMBER}
    assert second[DECEMBER][0] > first[DECEMBER][0]
    assert (first[DECEMBER][1:], second[DECEMBER][1:]) == (
        (date(2026, 1, 6), False),
        (date(2026, 1, 20), False),
    )


def test_a_month_that_is_cut_off_keeps_what_was_found_in_the_data(county, warehouse):
    stands(warehouse, wrong=100)
    scored(county, warehouse, date(2026, 1, 20))
    publish(warehouse)
    quality = "SELECT evaluated, failed FROM findings.rule_scores WHERE rule = $rule AND month = $month"
    before = warehouse.rows(quality, {"rule": NUMBERS, "month": DECEMBER})
    stands(warehouse, wrong=900)
    closed = scored(county, warehouse, date(2026, 1, 26))
    assert closed[DECEMBER][1:] == (date(2026, 1, 25), True)
    assert warehouse.rows(quality, {"rule": NUMBERS, "month": DECEMBER}) == before == [(ELEMENTS, 100)]
    counted = (
        "SELECT to_fix FROM findings.source_scores WHERE dataset = 'elderly_allowance' AND month = $month"
    )
    assert warehouse.rows(counted, {"month": DECEMBER}) == [(100,)]
    opened = f"SELECT len(finding_ids) FROM findings.lost_points WHERE rule = '{NUMBERS}'"
    assert warehouse.rows(opened) == [(100,)]


def test_a_closed_month_never_changes_again(county, warehouse):
    stands(warehouse, wrong=100)
    scored(county, warehouse, date(2026, 1, 20))
    publish(warehouse)
    closed = scored(county, warehouse, date(2026, 1, 27))
    figures = {name: warehouse.rows(f"SELECT * FROM findings.{name} ORDER BY ALL") for name in FIGURES}
    publish(warehouse)
    stands(warehouse, wrong=900)
    scored(county, warehouse, date(2026, 1, 29))
    for name, rows in figures.items():
        assert warehouse.rows(f"SELECT * FROM findings.{name} ORDER BY ALL") == rows, name
    publish(warehouse)
    later = scored(county, warehouse, date(2026, 1, 31))
    assert later[DECEMBER] == closed[DECEMBER]
    opened = warehouse.rows("SELECT DISTINCT month FROM findings.lost_points WHERE finding_ids IS NOT NULL")
    assert opened == [(JANUARY,)], "the findings of December stand in the versions of its time"
    assert later[JANUARY][1:] == (date(2026, 1, 31), False)


def test_the_batch_that_stayed_away_is_told_when_the_month_is_closed(county, warehouse):
    stands(warehouse, wrong=0)
    status = "SELECT status, veto FROM findings.source_scores WHERE dataset = 'funeral' AND month = $month"
    scored(county, warehouse, date(2026, 1, 4))
    assert warehouse.rows(status, {"month": DECEMBER}) == [("pending", None)], "it is due on the 5th"
    publish(warehouse)
    stands(warehouse, wrong=1)
    scored(county, warehouse, date(2026, 1, 31))
    assert warehouse.rows(status, {"month": DECEMBER}) == [("missing", "MISSING_BATCH")]


def test_the_next_month_says_how_it_changed(county, warehouse):
    stands(warehouse, wrong=100)
    scored(county, warehouse, date(2026, 1, 20))
    publish(warehouse)
    stands(warehouse, wrong=10)
    scored(county, warehouse, date(2026, 1, 31))
    months = warehouse.rows(
        "SELECT score, change FROM findings.department_scores WHERE department = 'civil_affairs' ORDER BY month"
    )
    assert months[1][1] == pytest.approx(months[1][0] - months[0][0], abs=1e-5)


def test_a_month_that_no_version_saw_in_time_is_scored_once(county, warehouse):
    stands(warehouse, wrong=100)
    late = scored(county, warehouse, date(2026, 1, 28))
    assert late[DECEMBER][1:] == (date(2026, 1, 25), True), "as of its cut-off: what came after is late"
    publish(warehouse)
    stands(warehouse, wrong=1)
    assert scored(county, warehouse, date(2026, 1, 29)) == late


def test_every_lost_point_of_the_data_opens_to_its_findings(county, warehouse):
    stands(warehouse, wrong=40)
    scored(county, warehouse, date(2026, 1, 6))
    lost = warehouse.rows(
        "SELECT rule, len(finding_ids) FROM findings.lost_points WHERE component = '数据质量' AND rule LIKE '%.conform'"
    )
    assert lost == [(NUMBERS, 40)]
    total, score = warehouse.rows("""
        SELECT (SELECT sum(points) FROM findings.lost_points WHERE department = 'civil_affairs'), score
        FROM findings.department_scores WHERE department = 'civil_affairs'
    """)[0]
    assert total == pytest.approx(100 - score, abs=1e-4)


def test_the_order_of_rows_decides_nothing(county, warehouse):
    stands(warehouse, wrong=40)
    scored(county, warehouse, date(2026, 1, 6))
    prints = [warehouse.built(f"findings.{name}") for name in FIGURES]
    stands(warehouse, wrong=40, backwards=True)
    for name in FIGURES:
        warehouse.forget(f"findings.{name}")
    scored(county, warehouse, date(2026, 1, 6))
    assert [warehouse.built(f"findings.{name}") for name in FIGURES] == prints
