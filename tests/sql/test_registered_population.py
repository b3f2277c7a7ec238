"""Whatever the register holds, the report of changes adds up and agrees with the roster."""

from datetime import date
from pathlib import Path
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

PUBLISHED = Path(__file__).with_name("published.sql").read_text(encoding="utf-8")
MODELS = load_models()
CATALOG = {
    name: frame
    for name, frame in catalog_tables(load_catalog()).items()
    if name in ("divisions", "codes", "authority", "parameters")
}
DECEMBER = {"month_start": date(2025, 12, 1), "month_end": date(2025, 12, 31)}
JANUARY = {"month_start": date(2026, 1, 1), "month_end": date(2026, 1, 31)}
DAYS = st.dates(date(2025, 9, 1), date(2026, 3, 31))
TOLD = st.sampled_from([date(2025, 10, 31), date(2025, 11, 30), date(2025, 12, 31)])
STATUSES = st.sampled_from(["正常", "死亡注销", "迁出", "服刑", "参军"])
PLACES = st.sampled_from(["430821001001", "430821001200", "430821100000", "430702001001", None])
PERSON = st.fixed_dictionaries(
    {
        "registration_status": st.none() | STATUSES,
        "registration_date": st.none() | DAYS,
        "death_date": st.none() | DAYS,
        "birth_date": st.none() | st.dates(date(1930, 1, 1), date(2025, 6, 1)) | DAYS,
        "sex": st.sampled_from(["1", "2", None]),
        "division_code": PLACES,
    }
)
EARLIER = st.fixed_dictionaries({"registration_status": st.none() | STATUSES, "division_code": PLACES})
ENTRIES = st.lists(st.tuples(PERSON, EARLIER, TOLD, TOLD), max_size=12)
Entry = tuple[dict[str, Any], dict[str, Any], date, date]
"""A person of the ledger, what the register said earlier, and the days on which it said one and the other."""


def published(entries: list[Entry]) -> Warehouse:
    """A published version of these people and of what the register said of them."""
    engine = duckdb.connect()
    engine.execute(PUBLISHED)
    for name, frame in CATALOG.items():
        engine.register("frame", frame)
        engine.execute(f"CREATE TABLE catalog.{name} AS SELECT * FROM frame")
        engine.unregister("frame")
    for i, (person, earlier, told, told_again) in enumerate(entries):
        _insert(engine, "ledger.person", person | {"person_id": f"P{i}", "name": "某人"})
        for element, before in earlier.items():
            said = {before: told} | {person[element]: max(told, told_again)}
            for value, day in said.items():
                if value is not None:
                    _insert(engine, "ledger.source_values", _statement(f"P{i}", element, value, day))
    return Warehouse(engine)


def _statement(person: str, element: str, value: str, day: date) -> dict[str, Any]:
    return {
        "entity_type": "person", "entity_id": person, "element": element, "value": value,
        "source": "household_register", "first_seen": day, "last_seen": day,
    }  # fmt: skip


def _insert(engine: duckdb.DuckDBPyConnection, table: str, row: dict[str, Any]) -> None:
    marks = ", ".join("?" for _ in row)
    engine.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))


def rows_of(engine: Warehouse, report: str, month: dict[str, date]) -> pa.Table:
    """The rows of a report for a month."""
    return report_rows(engine, MODELS, report, month)


@settings(max_examples=25, deadline=None)
@given(ENTRIES)
def test_the_report_adds_up_by_row_and_by_column_and_agrees_with_the_roster(entries: list[Entry]) -> None:
    engine = published(entries)
    lines = rows_of(engine, "reports.population_change", DECEMBER).to_pylist()
    total, villages = lines[0], [line for line in lines if line["summary"] is None]
    for line in lines:
        assert line["closing"] == line["opening"] + line["increase"] - line["decrease"] + line["unexplained"]
    for column in ("opening", "increase", "decrease", "closing", "unexplained", "men", "aged_60"):
        assert total[column] == sum(line[column] for line in villages)
    roster = rows_of(engine, "reports.village_ledger", DECEMBER)
    assert len(roster) - roster["name"].null_count == total["closing"]


@settings(max_examples=25, deadline=None)
@given(ENTRIES.filter(lambda entries: any(person["registration_status"] for person, *_ in entries)))
def test_a_month_opens_where_the_month_before_closed(entries: list[Entry]) -> None:
    engine = published(entries)
    december = rows_of(engine, "reports.population_change", DECEMBER).to_pylist()[0]
    january = rows_of(engine, "reports.population_change", JANUARY).to_pylist()[0]
    assert january["opening"] == december["closing"]
