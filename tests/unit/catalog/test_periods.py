"""Periods on full lists against a plain replay: who left and came back, lists with a file refused, lists by scope."""

from datetime import date, timedelta

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.compile.periods import periods_select
from catalog.models import Column, Mode, Role, Source
from sql.model import render

CONNECTION = duckdb.connect()
FIRST = date(2025, 1, 31)
LISTS = st.lists(st.tuples(st.sets(st.sampled_from("abc")), st.booleans()), min_size=1, max_size=7)
"""For each batch who is on the list, and whether a file of it was refused."""
Period = tuple[str, date, date | None]
"""Key, the first list that holds it, and the first whole list that does not any more."""


def _source(scope: str | None) -> Source:
    return Source(
        title="测试", format="xlsx", mode=Mode.full, scope=scope, keys=(("number",),), rows=0,
        roles={"self": Role(entity="person", subject=True, number="number")},
        columns=(Column(header="编号", field="number", required=True), Column(header="学校", field="school")),
    )  # fmt: skip


def _day(place: int) -> date:
    return FIRST + timedelta(days=30 * place)


def _replayed(lists: list[tuple[set[str], bool]]) -> set[Period]:
    """The periods by hand: one list after the other."""
    periods: set[Period] = set()
    since: dict[str, date] = {}
    for place, (held, refused) in enumerate(lists):
        for key in held:
            since.setdefault(key, _day(place))
        if not refused and held:
            for key in set(since) - held:
                periods.add((key, since.pop(key), _day(place)))
    return periods | {(key, day, None) for key, day in since.items()}


def _periods(
    rows: list[tuple[str, str | None, int]], refused: set[int], scope: str | None = None
) -> set[Period]:
    """The periods of (key, scope, place of the batch); what is in force is told by hand."""
    CONNECTION.execute("CREATE SCHEMA IF NOT EXISTS staged; CREATE SCHEMA IF NOT EXISTS raw")
    CONNECTION.execute("CREATE OR REPLACE TABLE raw.files (dataset VARCHAR, batch VARCHAR, status VARCHAR)")
    CONNECTION.execute(
        "CREATE OR REPLACE TABLE staged.pupils (record_id BIGINT, number VARCHAR, business_key VARCHAR, school VARCHAR, "
        "batch VARCHAR, batch_key VARCHAR, batch_day DATE, superseded BOOLEAN, ended_on DATE)"
    )
    for place in refused:
        CONNECTION.execute("INSERT INTO raw.files VALUES ('pupils', ?, 'refused')", [_day(place).isoformat()])
    whole = {
        (school, place) for _, school, place in rows if place not in refused and (school or scope is None)
    }
    for i, (key, school, place) in enumerate(rows):
        later = [p for k, s, p in rows if k == key and s == school and p > place]
        after = min((p for s, p in whole if s == school and p > place), default=None)
        gone = after is not None and not later
        day = _day(place)
        row = [
            i,
            key,
            key,
            school,
            day.isoformat(),
            day.isoformat(),
            day,
            bool(later) or gone,
            _day(after) if gone else None,
        ]
        CONNECTION.execute("INSERT INTO staged.pupils VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    select = render(periods_select("pupils", _source(scope)))
    found = CONNECTION.execute(
        f"SELECT number, listed_from, left_on FROM ({select}) WHERE NOT superseded OR left_on IS NOT NULL"
    ).fetchall()
    assert len(found) == len(set(found)), "a period is told once"
    return set(found)


@settings(deadline=None, max_examples=60)
@given(LISTS)
def test_periods_are_those_of_a_replay(lists: list[tuple[set[str], bool]]) -> None:
    rows = [(key, None, place) for place, (held, _) in enumerate(lists) for key in sorted(held)]
    assert _periods(rows, {place for place, (_, refused) in enumerate(lists) if refused}) == _replayed(lists)


def test_another_schools_roll_ends_nothing_and_one_of_no_known_school_neither() -> None:
    rows = [("a", "1", 0), ("b", "2", 1), ("a", "1", 2), ("c", None, 0), ("d", None, 1), ("c", None, 2)]
    assert _periods(rows, set(), "school") == {
        ("a", _day(0), None),
        ("b", _day(1), None),
        ("c", _day(0), None),
        ("d", _day(1), None),
    }
