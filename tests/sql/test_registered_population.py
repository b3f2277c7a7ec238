"""Whatever the register holds, the report of changes adds up and agrees with the roster."""

from datetime import date
from typing import Any

import duckdb
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.publication.report_rows import report_rows
from catalog.load import load_catalog
from catalog.tables import catalog_tables
from sql.model import load_models
from sql.warehouse import Warehouse
from tests.sql.test_cases import HERE

MODELS = load_models()
CATALOG = {name: catalog_tables(load_catalog())[name] for name in ("divisions", "codes", "authority", "parameters")}
DAYS = st.dates(date(2025, 9, 1), date(2026, 3, 31))
FIRST_TOLD = st.sampled_from([date(2025, 10, 31), date(2025, 11, 30), date(2025, 12, 31)])
STATUSES = st.sampled_from(["正常", "死亡注销", "迁出", "服刑", "参军"])
PLACES = st.sampled_from(["430821001001", "430821001200", "430821100000", "430702001001", None])
PERSON = st.fixed_dictionaries({
    "registration_status": st.none() | STATUSES,
    "registration_date": st.none() | DAYS,
    "death_date": st.none() | DAYS,
    "birth_date": st.none() | st.dates(date(1930, 1, 1), date(2025, 6, 1)) | DAYS,
    "sex": st.sampled_from(["1", "2", None]),
    "division_code": PLACES,
    "earlier_status": st.none() | STATUSES,
    "earlier_place": PLACES,
    "told": FIRST_TOLD,
    "told_again": FIRST_TOLD,
})  # fmt: skip


def engine_with(people: list[dict[str, Any]]) -> Warehouse:
    """A published version of these people and of what the register said of them."""
    engine = duckdb.connect()
    engine.execute((HERE / "published.sql").read_text(encoding="utf-8"))
    for name, frame in CATALOG.items():
        engine.register("frame", frame)
        engine.execute(f"CREATE TABLE catalog.{name} AS SELECT * FROM frame")
        engine.unregister("frame")
    for i, person in enumerate(people):
        own = {name: person[name] for name in list(person)[:6]} | {"person_id": f"P{i}"}
        _insert(engine, "ledger.person", own)
        for element in ("registration_status", "division_code"):
            _say(engine, f"P{i}", element, person)
    return Warehouse(engine)


def _say(engine: duckdb.DuckDBPyConnection, entity: str, element: str, person: dict[str, Any]) -> None:
    """What the register said first, and what it says now."""
    now = person[element]
    before = person["earlier_status" if element == "registration_status" else "earlier_place"]
    said = {value: person["told"] for value in (before,)} | {now: max(person["told"], person["told_again"])}
    for value, day in said.items():
        if value is not None and now is not None:
            _insert(engine, "ledger.source_values", {
                "entity_type": "person", "entity_id": entity, "element": element, "value": value,
                "source": "household_register", "first_seen": day, "last_seen": day, "in_force": value == now,
            })  # fmt: skip


def _insert(engine: duckdb.DuckDBPyConnection, table: str, row: dict[str, Any]) -> None:
    marks = ", ".join("?" for _ in row)
    engine.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))


def rows_of(engine: Warehouse, report: str, month_start: date, month_end: date) -> pa.Table:
    """The rows of a report for a month."""
    return report_rows(engine, MODELS, report, {"month_start": month_start, "month_end": month_end})


@settings(max_examples=25, deadline=None)
@given(st.lists(PERSON, max_size=12))
def test_every_row_adds_up_and_villages_add_up_to_the_county(people: list[dict[str, Any]]) -> None:
    engine = engine_with(people)
    lines = rows_of(engine, "reports.population_change", date(2025, 12, 1), date(2025, 12, 31)).to_pylist()
    total, villages = lines[0], [line for line in lines if line["summary"] is None]
    for line in lines:
        assert line["closing"] == line["opening"] + line["increase"] - line["decrease"] + line["unexplained"]
    for column in ("opening", "increase", "decrease", "closing", "unexplained", "men", "aged_60"):
        assert total[column] == sum(line[column] for line in villages)


@settings(max_examples=25, deadline=None)
@given(st.lists(PERSON, max_size=12))
def test_the_roster_has_as_many_people_as_the_report_counts(people: list[dict[str, Any]]) -> None:
    engine = engine_with(people)
    month = date(2025, 12, 1), date(2025, 12, 31)
    total = rows_of(engine, "reports.population_change", *month).to_pylist()[0]
    roster = rows_of(engine, "reports.village_ledger", *month)
    # every person of the roster has a name or a number in life; here it is the age's place in the household
    listed = [row for row in roster.to_pylist() if row["sex"] or row["birth_date"] or row["age"] is not None]
    nameless = sum(person["sex"] is None and person["birth_date"] is None for person in people)
    assert len(listed) <= total["closing"] <= len(listed) + nameless
