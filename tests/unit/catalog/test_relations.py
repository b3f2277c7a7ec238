"""What records say of two entities that belong together: events as they are in force, states also as they were."""

from dataclasses import replace
from datetime import date
from typing import Any

import duckdb
import pytest
from pydantic import ValidationError

from catalog.compile import ties_select
from catalog.facts import Fact, Relation
from catalog.load import load_catalog
from catalog.models import Column, Mode, Role, Source, ValueType
from sql.model import render

PEOPLE = {
    "self": Role(entity="person", subject=True, number="number"),
    "employer": Role(entity="enterprise", name="employer_name"),
}
COLUMNS = (
    Column(header="编号", field="number", required=True),
    Column(header="状态", field="status"),
    Column(header="单位", field="employer_name"),
    Column(header="起", field="since", type=ValueType.date),
    Column(header="止", field="until", type=ValueType.date),
)
JANUARY, FEBRUARY, MARCH = (date(2025, month, 28) for month in (1, 2, 3))


def ties(mode: Mode, relation: Relation, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The ties of records whose employee is P<number> and whose employer is E<name>."""
    source = Source(title="就业", format="csv", mode=mode, keys=(("number",),), rows=0, roles=PEOPLE,
                    columns=COLUMNS, relations=(relation,))  # fmt: skip
    catalog = replace(load_catalog(), sources={"work": source}, owners={"work": "human_resources"})
    with duckdb.connect() as engine:
        engine.execute("CREATE SCHEMA staged; CREATE SCHEMA identity")
        engine.execute("""
            CREATE TABLE staged.work (record_id BIGINT, number VARCHAR, business_key VARCHAR, status VARCHAR,
                employer_name VARCHAR, since VARCHAR, since_issue VARCHAR, until VARCHAR, until_issue VARCHAR, batch_key VARCHAR, batch_day DATE, gone_on DATE,
                replaced_by BIGINT, operation VARCHAR,
                superseded BOOLEAN)""")
        for i, record in enumerate(records):
            row = {"record_id": i, "superseded": False, "business_key": record["number"], **record}
            row["batch_key"] = row["batch_day"].isoformat()
            marks = ", ".join("?" for _ in row)
            engine.execute(f"INSERT INTO staged.work ({', '.join(row)}) VALUES ({marks})", list(row.values()))
        for entity, role, prefix, field in (
            ("person", "self", "P", "number"), ("enterprise", "employer", "E", "employer_name"),
        ):  # fmt: skip
            engine.execute(
                f"CREATE TABLE identity.{entity}_links AS SELECT record_id, '{role}' AS role, '{prefix}' || {field} AS "
                f"entity_id FROM staged.work WHERE {field} IS NOT NULL"
            )
        found = engine.execute(f"FROM ({render(ties_select(catalog))}) ORDER BY ALL")
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


EMPLOYS = Relation(relation="employee", from_role="self", to_role="employer", start="since", end="until",
                   lasts={"status": ("在岗",)})  # fmt: skip


def test_a_state_holds_while_its_record_says_so() -> None:
    told = {"number": "1", "employer_name": "A", "since": "2020-01-01", "batch_day": JANUARY}
    found = ties(Mode.delta, EMPLOYS, [
        told | {"status": "在岗"},
        told | {"number": "2", "status": "失业", "until": "2024-05-05"},
        told | {"number": "3", "status": "退出", "since_issue": "T-04"},
        told | {"number": "4", "status": None},
        told | {"number": "5", "status": "在岗", "employer_name": None},
        told | {"number": "6", "status": "在岗", "since_issue": "T-02"},
    ])  # fmt: skip
    assert [(t["from_id"], t["to_id"], t["since"], t["until"], t["in_force"]) for t in found] == [
        ("P1", "EA", "2020-01-01", None, True),
        ("P2", "EA", "2020-01-01", "2024-05-05", False),
        ("P3", "EA", "2020-01-01", None, False),
        ("P4", "EA", "2020-01-01", None, None),
        ("P6", "EA", None, None, True),
    ]


def test_a_state_that_another_record_replaced_ended_with_its_batch() -> None:
    told = {"number": "1", "status": "在岗", "since": "2020-01-01"}
    found = ties(Mode.delta, EMPLOYS, [
        told | {"employer_name": "A", "batch_day": JANUARY, "superseded": True, "gone_on": MARCH, "replaced_by": 1},
        told | {"employer_name": "B", "batch_day": MARCH, "superseded": True, "gone_on": MARCH, "operation": "删除"},
        told | {"number": "2", "employer_name": "A", "batch_day": JANUARY, "superseded": True, "gone_on": FEBRUARY},
    ])  # fmt: skip
    assert [(t["from_id"], t["to_id"], t["until"], t["in_force"], t["takes_over"]) for t in found] == [
        ("P1", "EA", "2025-03-28", False, False),
        ("P1", "EB", "2025-03-28", False, True),
        ("P2", "EA", "2025-02-28", False, False),
    ]


def test_an_event_that_ends_closes_and_one_that_was_corrected_never_was() -> None:
    left = Relation(
        relation="employee", from_role="self", to_role="employer", end="since", when={"status": ("离职",)}
    )
    told = {"number": "1", "employer_name": "A", "since": "2024-04-04", "batch_day": JANUARY}
    found = ties(Mode.append, left, [
        told | {"status": "离职"},
        told | {"status": "入职"},
        told | {"status": "离职", "employer_name": "B", "superseded": True},
    ])  # fmt: skip
    assert [(t["to_id"], t["since"], t["until"], t["in_force"], t["closes"]) for t in found] == [
        ("EA", None, "2024-04-04", False, True)
    ]


def test_a_fact_names_no_column_that_its_table_lacks() -> None:
    with pytest.raises(ValidationError, match="the table `payment` has no column `household`"):
        Fact(table="payment", kind="item", household="household_number")
