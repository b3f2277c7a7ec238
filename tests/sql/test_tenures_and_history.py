"""What was true when, as known when: against a replay by hand of whatever was told, in whatever order it came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from itertools import product

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_cases import models

from catalog.load import load_catalog
from catalog.tables import catalog_tables

TABLES = ("tenures", "contested", "selections", "history")
NEW_YEAR = date(2025, 1, 1)
KEYS = "entity_type, entity_id, element"
SOURCES = {
    "name": ("household_register", "residence_permit"),
    "phone": ("household_register", "village_ledger"),
}
"""A ranked element and one whose newest value stands; the village ledger's records have no date of their own."""


@dataclass(frozen=True)
class Telling:
    """A row of ``ledger.tellings`` of one person; days are counted from the new year."""

    element: str
    dataset: str
    value: str
    as_of: int
    known_from: int
    known_to: int | None
    valid_to: int | None


@st.composite
def tellings(draw: st.DrawFn) -> list[Telling]:
    """Up to six; what was told is over, if ever, on a day after it was told, since that day or an earlier one."""
    told = []
    for _ in range(draw(st.integers(1, 6))):
        element = draw(st.sampled_from(sorted(SOURCES)))
        dataset = draw(st.sampled_from(SOURCES[element]))
        known_from = draw(st.integers(1, 4))
        as_of = known_from if dataset == "village_ledger" else draw(st.integers(0, known_from))
        known_to = draw(st.sampled_from([None, *range(known_from, 6)]))
        valid_to = None if known_to is None else draw(st.integers(0, known_to))
        told.append(
            Telling(element, dataset, draw(st.sampled_from("AB")), as_of, known_from, known_to, valid_to)
        )
    return told


@pytest.fixture(scope="module")
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables that the history is made from, empty, and the built-in matrix; ``memory`` is a schema here."""
    with duckdb.connect() as engine:
        engine.execute("ATTACH ':memory:' AS county; USE county; DETACH memory")
        engine.execute("""
            CREATE SCHEMA catalog; CREATE SCHEMA ledger; CREATE SCHEMA memory; CREATE SCHEMA raw;
            CREATE TABLE raw.parts (part BIGINT, batch_day DATE);
            CREATE TABLE ledger.identified (entity_type VARCHAR, entity_id VARCHAR, element VARCHAR, value VARCHAR,
                dataset VARCHAR, record_id BIGINT, mentions BIGINT);
            CREATE TABLE ledger.tellings (entity_type VARCHAR, entity_id VARCHAR, element VARCHAR, value VARCHAR, dataset VARCHAR,
                as_of DATE, known_from DATE, known_to DATE, valid_to DATE, is_dated BOOLEAN, is_alone BOOLEAN);
            CREATE TABLE memory.changes (entity_type VARCHAR, entity_id VARCHAR, element VARCHAR, old_value VARCHAR,
                new_value VARCHAR, valid_from DATE, known_from DATE, cause VARCHAR, version INTEGER)""")
        frame = catalog_tables(load_catalog())["matrix"]
        engine.register("frame", frame)
        engine.execute("CREATE TABLE catalog.matrix AS FROM frame")
        yield engine


def day(number: int) -> date:
    """A day of January 2025."""
    return NEW_YEAR + timedelta(days=number)


def compute(engine: duckdb.DuckDBPyConnection, told: list[Telling], version: int = 1) -> list[tuple]:
    """Make the history of what was told, and the changes beside those remembered; returns these."""
    engine.execute("DELETE FROM ledger.tellings")
    for t in told:
        element, dataset, value, *days = astuple(t)
        engine.execute(
            "INSERT INTO ledger.tellings VALUES ('person', 'P', ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                element,
                value,
                dataset,
                *(None if d is None else day(d) for d in days),
                dataset != "village_ledger",
                [(o.element, o.dataset) for o in told].count((element, dataset)) == 1 and t.known_to is None,
            ],
        )
    for table in TABLES:
        model = models()[f"ledger.{table}"]
        today = {"today": day(9)} if model.parameters else {}
        engine.execute(f"CREATE OR REPLACE TABLE ledger.{table} AS {model.sql()}", today)
    return engine.execute(models()["ledger.changes"].sql(), {"version": version}).fetchall()


def selected(told: list[Telling], element: str, valid: int, known: int) -> str | None:
    """By hand: the value that stands at a time, as known on a day."""
    alive = [
        t
        for t in told
        if t.element == element and t.known_from <= known and t.as_of <= valid
        and (t.known_to is None or known < t.known_to or valid < (t.valid_to or 0))
    ]  # fmt: skip
    if not alive:
        return None
    if element == "name":
        rank = min(SOURCES[element].index(t.dataset) for t in alive)
        alive = [t for t in alive if SOURCES[element].index(t.dataset) == rank]
    newest = max(t.as_of for t in alive)
    said = {t.value for t in alive if t.as_of == newest}
    return said.pop() if len(said) == 1 else "either"


def run_out(told: list[Telling]) -> bool:
    """Whether undated tellings follow each other: as one tenure they are dated by the first of them."""
    undated = [(t.element, t.value) for t in told if t.dataset == "village_ledger"]
    return len(undated) != len(set(undated))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=tellings())
def test_any_state_is_selected_from_the_history(
    engine: duckdb.DuckDBPyConnection, told: list[Telling]
) -> None:
    compute(engine, told)
    history = engine.execute(
        "SELECT element, value, valid_from, valid_to, known_from, known_to FROM ledger.history"
    ).fetchall()
    for element, valid, known in product(SOURCES, range(6), range(1, 7)):
        then, told_by = day(valid), day(known)
        found = [
            value
            for of, value, since, until, known_from, known_to in history
            if of == element and since <= then and (until is None or then < until)
            and known_from <= told_by and (known_to is None or told_by < known_to)
        ]  # fmt: skip
        expected = selected(told, element, valid, known)
        assert len(found) <= 1
        if expected != "either" and not run_out(told):
            assert found == ([expected] if expected else []), (element, valid, known)


CHANGES = "element, old_value, new_value, valid_from, known_from, cause"


def in_force(changes: list[tuple]) -> set[tuple]:
    """The changes whose last word is not that they were taken back; without their version."""
    last: dict[tuple, str] = {}
    for *row, cause, _ in sorted(changes, key=lambda row: row[-1]):
        last[tuple(row)] = cause
    return {(*row, cause) for row, cause in last.items() if cause != "retracted"}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=tellings(), late=st.integers(0, 5))
def test_a_late_batch_adds_changes_and_rewrites_none(
    engine: duckdb.DuckDBPyConnection, told: list[Telling], late: int
) -> None:
    engine.execute("DELETE FROM memory.changes")
    once = compute(engine, told)
    first = compute(engine, told[:late] + told[late + 1 :])
    for row in first:
        engine.execute("INSERT INTO memory.changes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    second = compute(engine, told, version=2)
    assert set(first) <= set(second)
    assert len(second) == len(set(second))
    assert in_force(second) == in_force(once)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=tellings())
def test_the_changes_known_by_a_day_lead_to_what_stood_on_it(
    engine: duckdb.DuckDBPyConnection, told: list[Telling]
) -> None:
    engine.execute("DELETE FROM memory.changes")
    changes = compute(engine, told)
    standing = engine.execute(
        "SELECT element, value, known_from, known_to FROM ledger.history WHERE valid_to IS NULL"
    ).fetchall()
    for element, known in product(SOURCES, range(1, 7)):
        told_by = [row for row in changes if row[2] == element and row[6] <= day(known)]
        newest = max(told_by, key=lambda row: row[6])[4] if told_by else None
        held = [v for of, v, since, until in standing
                if of == element and since <= day(known) and (until is None or day(known) < until)]  # fmt: skip
        assert held == ([newest] if newest else [])


def test_what_was_known_before_the_authority_changed_stays_decided_as_it_was(
    engine: duckdb.DuckDBPyConnection,
) -> None:
    both = zip(SOURCES["name"], "AB", strict=True)
    told = [Telling("name", dataset, value, 1, 1, None, None) for dataset, value in both]
    engine.execute("BEGIN")
    engine.execute("DELETE FROM memory.changes")
    for begins in (day(3), day(99)):
        engine.execute(
            "UPDATE catalog.matrix SET applies_to = $begins WHERE element = 'name' AND applies_to IS NULL",
            {"begins": begins},
        )
        engine.execute(
            "INSERT INTO catalog.matrix BY NAME SELECT * REPLACE (3 - rank AS rank, $begins AS applies_from, "
            "NULL AS applies_to) FROM catalog.matrix WHERE element = 'name' AND rank < 3 AND applies_to = $begins",
            {"begins": begins},
        )
    changes = sorted((row[3:7] for row in compute(engine, told)), key=lambda row: row[-1], reverse=True)
    found = engine.execute("SELECT value, known_from, known_to FROM ledger.history ORDER BY ALL").fetchall()
    engine.execute("ROLLBACK")
    assert found == [("A", day(1), day(3)), ("B", day(3), None)], "a list of the future decides nothing yet"
    assert changes == [("A", "B", day(1), day(3)), (None, "A", day(1), day(1))]


@pytest.mark.parametrize(
    ("rule", "value"),
    [("ranked", "30"), ("newest", "90"), ("newest_event", "20"), ("strongest", "20"), ("highest", "20")],
)
def test_a_survivorship_rule_chooses(engine: duckdb.DuckDBPyConnection, rule: str, value: str) -> None:
    told = [
        Telling("name", "household_register", "30", 0, 2, None, None),
        Telling("name", "residence_permit", "20", 1, 2, None, None),
        Telling("name", "birth_certificate", "90", 2, 2, None, None),
    ]
    engine.execute("BEGIN")
    engine.execute(
        "UPDATE catalog.matrix SET rule = ?, is_event = dataset = 'residence_permit', strength = CASE dataset "
        "WHEN 'household_register' THEN 'B' WHEN 'residence_permit' THEN 'A' END WHERE element = 'name'",
        [rule],
    )
    compute(engine, told)
    found = engine.execute("SELECT value FROM ledger.history WHERE valid_to IS NULL").fetchall()
    engine.execute("ROLLBACK")
    assert found == [(value,)]
