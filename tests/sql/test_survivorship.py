"""Whatever sources say, the golden value is the one the authority list gives, in whatever order it was said."""

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sql.model import load_models

MODELS = load_models()
RANKS = {f"source_{i}": i for i in range(1, 5)}
LOWEST = "source_9"
RULES = {"ranked_element": "ranked", "newest_element": "newest"}
DAYS = st.dates(date(2025, 1, 1), date(2025, 1, 6))
SAYING = st.fixed_dictionaries(
    {
        "entity_id": st.sampled_from(["P1", "P2"]),
        "element": st.sampled_from(sorted(RULES)),
        "value": st.sampled_from(["a", "b", "cc"]),
        "dataset": st.sampled_from([*RANKS, "unlisted"]),
        "as_of": DAYS,
        "since": DAYS,
        "records": st.integers(1, 3),
        "in_force": st.booleans(),
    }
)
SAYINGS = st.lists(
    SAYING, max_size=12, unique_by=lambda s: (s["entity_id"], s["element"], s["value"], s["dataset"])
)
Saying = dict[str, Any]
Golden = dict[tuple[str, str], tuple[str, str]]
"""Entity and element -> value and source."""
STATEMENTS = pa.schema(
    [(c, pa.string()) for c in ("entity_type", "entity_id", "element", "value", "dataset")]
    + [("record_id", pa.int64())]
    + [(c, pa.date32()) for c in ("as_of", "since", "first_seen", "last_seen")]
    + [("in_force", pa.bool_()), ("records", pa.int64())]
)


@pytest.fixture(scope="module")
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    """An engine with the declarations of two elements, decided by rank and by date."""
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA catalog; CREATE SCHEMA ledger; CREATE SCHEMA raw")
        connection.execute(
            "CREATE TABLE catalog.elements AS SELECT 'person' AS entity_type, element, rule, 'equal' AS compare "
            "FROM (VALUES ('ranked_element', 'ranked'), ('newest_element', 'newest')) AS e(element, rule)"
        )
        connection.execute("CREATE TABLE catalog.authority (dataset VARCHAR, rank BIGINT)")
        connection.executemany(
            "INSERT INTO catalog.authority VALUES (?, ?)", [*RANKS.items(), (LOWEST, len(RANKS) + 1)]
        )
        connection.execute(
            "CREATE TABLE catalog.matrix AS SELECT a.*, e.entity_type, e.element, e.rule, false AS is_event, "
            "CAST(NULL AS VARCHAR) AS strength, DATE '0001-01-01' AS applies_from, CAST(NULL AS DATE) AS applies_to "
            "FROM catalog.authority AS a CROSS JOIN catalog.elements AS e"
        )
        connection.execute(
            "CREATE TABLE ledger.identified (entity_type VARCHAR, entity_id VARCHAR, element VARCHAR, value VARCHAR, "
            "dataset VARCHAR, record_id BIGINT)"
        )
        connection.execute("CREATE TABLE raw.parts (part BIGINT, batch_day DATE)")
        yield connection


def golden(engine: duckdb.DuckDBPyConnection, sayings: list[Saying]) -> Golden:
    """The golden values of what was said; record numbers follow the order of saying."""
    rows = [
        saying
        | {
            "entity_type": "person",
            "record_id": i,
            "first_seen": saying["since"],
            "last_seen": saying["as_of"],
        }
        for i, saying in enumerate(sayings)
    ]
    engine.register("said", pa.Table.from_pylist(rows, schema=STATEMENTS))
    engine.execute("CREATE OR REPLACE TABLE ledger.statements AS FROM said")
    found = engine.execute(
        f"SELECT entity_id, element, value, source FROM ({MODELS['ledger.golden'].sql()})",
        {"today": date(2025, 1, 31)},
    ).fetchall()
    assert len({row[:2] for row in found}) == len(found)
    return {row[:2]: row[2:] for row in found}


@settings(max_examples=40, deadline=None)
@given(sayings=SAYINGS, seed=st.integers(0, 1000))
def test_the_order_of_statements_does_not_matter(
    engine: duckdb.DuckDBPyConnection, sayings: list[Saying], seed: int
) -> None:
    shuffled = Random(seed).sample(sayings, len(sayings))
    assert golden(engine, sayings) == golden(engine, shuffled)


@settings(max_examples=40, deadline=None)
@given(sayings=SAYINGS, days=st.tuples(DAYS, DAYS), records=st.integers(1, 9))
def test_a_lower_ranked_source_that_agrees_never_changes_a_golden_value(
    engine: duckdb.DuckDBPyConnection, sayings: list[Saying], days: tuple[date, date], records: int
) -> None:
    before = golden(engine, sayings)
    agreeing = [
        {"entity_id": entity, "element": element, "value": value, "dataset": LOWEST, "as_of": days[0], "since": days[1],
         "records": records, "in_force": True}
        for (entity, element), (value, _) in before.items()
    ]  # fmt: skip
    after = golden(engine, sayings + agreeing)
    assert {key: value for key, (value, _) in after.items()} == {
        key: value for key, (value, _) in before.items()
    }


@settings(max_examples=40, deadline=None)
@given(sayings=SAYINGS)
def test_the_golden_value_is_that_of_the_first_rank_or_of_the_newest_word(
    engine: duckdb.DuckDBPyConnection, sayings: list[Saying]
) -> None:
    found = golden(engine, sayings)
    heard = [s for s in sayings if s["in_force"] and s["dataset"] in RANKS]
    assert set(found) == {(s["entity_id"], s["element"]) for s in heard}
    for (entity, element), chosen in found.items():
        rivals = [s for s in heard if (s["entity_id"], s["element"]) == (entity, element)]
        if RULES[element] == "ranked":
            best = min(RANKS[s["dataset"]] for s in rivals)
            expected = [s for s in rivals if RANKS[s["dataset"]] == best]
        else:
            newest = max(s["since"] for s in rivals)
            expected = [s for s in rivals if s["since"] == newest]
        assert chosen in {(s["value"], s["dataset"]) for s in expected}
