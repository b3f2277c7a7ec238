"""Spells against a plain replay: a value that a source gives up and takes up again is two statements."""

from collections.abc import Sequence
from datetime import date, timedelta

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.compile.ledger import said_rows
from catalog.compile.spells import spells_select
from catalog.models import Column, Mode, Role, Source, Statement
from sql.model import render

CONNECTION = duckdb.connect()
FIRST = date(2025, 1, 31)
BATCHES = st.lists(st.sets(st.sampled_from("abc"), max_size=2), min_size=1, max_size=8)
"""For each batch the values a source gave for one person: none where the person was not on the list."""
Spell = tuple[str, date, date]
"""Value, first and last batch of the spell."""


def _source(as_of: str | None) -> Source:
    return Source(
        title="测试", format="xlsx", mode=Mode.full, keys=(("number",),), rows=0, as_of=as_of,
        roles={"self": Role(entity="person", subject=True, number="number")},
        columns=(
            Column(header="编号", field="number", required=True),
            Column(header="电话", field="phone", states=(Statement(element="phone"),)),
            Column(header="日期", field="told_on"),
        ),
    )  # fmt: skip


def _day(place: int) -> date:
    return FIRST + timedelta(days=30 * place)


def _replayed(batches: list[set[str]]) -> set[Spell]:
    """The spells by hand, of values that have more than one."""
    spells: dict[str, list[list[date]]] = {}
    heard = [(place, values) for place, values in enumerate(batches) if values]
    for before, (place, values) in zip([set(), *(v for _, v in heard)], heard, strict=False):
        for value in values:
            told = spells.setdefault(value, [])
            if value not in before:
                told.append([_day(place), _day(place)])
            told[-1][1] = _day(place)
    return {(value, a, b) for value, told in spells.items() if len(told) > 1 for a, b in told}


def _spells(rows: Sequence[tuple[str, date, str | None]], as_of: str | None = None) -> list[tuple]:
    """Value, since, first and last seen, in force: of (value, batch day, declared date), all about one person."""
    CONNECTION.execute("CREATE SCHEMA IF NOT EXISTS staged")
    CONNECTION.execute("CREATE SCHEMA IF NOT EXISTS ledger")
    CONNECTION.execute(
        "CREATE OR REPLACE TABLE staged.phones (record_id BIGINT, batch_key VARCHAR, batch_day DATE, superseded BOOLEAN, "
        "phone VARCHAR, told_on VARCHAR)"
    )
    newest = max(day for _, day, _ in rows)
    for i, (value, day, told_on) in enumerate(rows):
        CONNECTION.execute(
            "INSERT INTO staged.phones VALUES (?, ?, ?, ?, ?, ?)",
            [i, day.isoformat(), day, day < newest, value, told_on],
        )
    CONNECTION.execute(
        "CREATE OR REPLACE TABLE ledger.rivals AS SELECT 'person' AS entity_type, 'P1' AS entity_id, 'phone' AS element, "
        "'phones' AS dataset, 'self' AS role, record_id FROM staged.phones"
    )
    source = _source(as_of)
    select = render(spells_select(said_rows("phones", source, "self"), "phones", source, "self"))
    return CONNECTION.execute(
        f"SELECT value, since, first_seen, last_seen, in_force FROM ({select}) ORDER BY ALL"
    ).fetchall()


@settings(max_examples=80, deadline=None)
@given(batches=BATCHES.filter(any), seed=st.randoms(use_true_random=False))
def test_spells_are_those_of_a_plain_replay_whatever_the_order_of_arrival(
    batches: list[set[str]], seed
) -> None:
    rows = [(value, _day(place), None) for place, values in enumerate(batches) for value in sorted(values)]
    seed.shuffle(rows)
    assert {(value, first, last) for value, _, first, last, _ in _spells(rows)} == _replayed(batches)


def test_only_the_records_own_dates_order_what_came_in_one_batch() -> None:
    day = _day(0)
    rows = [("a", day, "2001-05-01"), ("a", day, "2015-05-01"), ("b", day, "2010-05-01")]
    assert [row[:2] for row in _spells(rows, as_of="told_on")] == [
        ("a", date(2001, 5, 1)),
        ("a", date(2015, 5, 1)),
    ]


def test_two_values_of_every_list_are_one_spell_each() -> None:
    assert _spells([(value, _day(place), None) for place in range(3) for value in "ab"]) == []


def test_a_value_that_came_back_is_told_since_it_came_back() -> None:
    rows = [("a", _day(0), None), ("b", _day(1), None), ("a", _day(2), None), ("a", _day(3), None)]
    assert _spells(rows) == [
        ("a", _day(0), _day(0), _day(0), False),
        ("a", _day(2), _day(2), _day(3), True),
    ]
