"""Disputed values: who opens them, what closes them, and by when; each SELECT in real DuckDB on a few invented rows."""

from typing import Any

import pytest
from test_findings import Row, put, put_rows

GOLDEN = ("entity_type VARCHAR DEFAULT 'person', entity_id VARCHAR DEFAULT 'P', element VARCHAR DEFAULT 'name', "
          "value VARCHAR, source VARCHAR DEFAULT 'household_register', record_id BIGINT DEFAULT 4294967303, "
          "rule VARCHAR DEFAULT 'ranked', compare VARCHAR DEFAULT 'name', as_of DATE, valid_from DATE")  # fmt: skip
STATEMENTS = ("entity_type VARCHAR DEFAULT 'person', entity_id VARCHAR DEFAULT 'P', element VARCHAR DEFAULT 'name', "
              "value VARCHAR, dataset VARCHAR, as_of DATE, first_seen DATE, last_seen DATE, in_force BOOLEAN DEFAULT true")  # fmt: skip
ANSWERS = ("place BIGINT, department VARCHAR, about VARCHAR, number VARCHAR, word VARCHAR, note VARCHAR, value VARCHAR, "
           "dataset VARCHAR, after VARCHAR, day DATE, told DATE, entity_type VARCHAR, entity_id VARCHAR, element VARCHAR, "
           "disputed_source VARCHAR, disputed_value VARCHAR")  # fmt: skip
REQUESTS = ("place BIGINT, entity_type VARCHAR, entity_id VARCHAR, element VARCHAR, source VARCHAR, "
            "disputed_value VARCHAR, claimed_value VARCHAR, why VARCHAR, opened_on DATE")  # fmt: skip
STEPS = (
    "dispute_grounds",
    "dispute_openings",
    "dispute_answers",
    "dispute_terms",
    "dispute_checks",
    "disputes",
)
NOVEMBER, DECEMBER, JANUARY = "2025-11-30", "2025-12-31", "2026-01-31"
COMPARED = """
CREATE OR REPLACE TABLE ledger.comparisons AS
SELECT s.entity_type, s.entity_id, s.element, g.value AS golden_value, g.source AS golden_source,
    s.dataset AS other_source, s.value AS other_value, s.as_of AS other_as_of, g.as_of AS golden_as_of,
    s.value = g.value AS agrees
FROM ledger.statements AS s JOIN ledger.golden AS g USING (entity_type, entity_id, element)
WHERE s.in_force AND s.dataset <> g.source
"""


class Ledger:
    """A ledger of one value, run by run, each run remembering the one before."""

    def __init__(self, engine, models) -> None:
        self.engine, self.models, self.place = engine, models, 0

    def golden(self, value: str | None, day: str, **other: Any) -> None:
        """The value in force, first delivered on a day."""
        self.engine.execute("DELETE FROM ledger.golden")
        if value:
            put_rows(
                self.engine, "ledger.golden", [{"value": value, "as_of": day, "valid_from": day} | other]
            )
            self.says("household_register", value, day, **other)

    def says(self, dataset: str, value: str, day: str, last: str | None = None, **other: Any) -> None:
        """A source says a value from one delivery to another; what it said of it before is replaced."""
        known = {k: v for k, v in other.items() if k in ("element", "as_of", "in_force")}
        self.engine.execute("DELETE FROM ledger.statements WHERE dataset = ? AND value = ?", [dataset, value])
        row = {"dataset": dataset, "value": value, "as_of": day, "first_seen": day, "last_seen": last or day}
        put_rows(self.engine, "ledger.statements", [row | known])

    def contradicted(self, value: str, day: str, *datasets: str) -> None:
        """Several extracts say a value."""
        for dataset in datasets or ("enrollment", "health_record"):
            self.says(dataset, value, day)

    def answer(self, dispute: Row, word: str, day: str) -> None:
        """The department answers in a workbook of a day."""
        self.place += 1
        put_rows(self.engine, "findings.answers", [{
            "place": self.place, "about": "dispute", "number": dispute["dispute_id"], "word": word,
            "dataset": "household_register", "after": f"{day}.0001", "day": day, "told": day,
        }])  # fmt: skip

    def request(self, disputed: str, claimed: str, day: str) -> None:
        """A steward asks."""
        self.place += 1
        put_rows(self.engine, "ledger.dispute_requests", [{
            "place": self.place, "entity_type": "person", "entity_id": "P", "element": "name",
            "source": "household_register", "disputed_value": disputed, "claimed_value": claimed, "why": "户口簿",
            "opened_on": day,
        }])  # fmt: skip

    def run(self, today: str) -> list[Row]:
        """``ledger.disputes`` on a day on which the register delivered."""
        put_rows(
            self.engine,
            "raw.deliveries",
            [{"dataset": "household_register", "batch": today, "status": "accepted"}],
        )
        return self.again(today)

    def again(self, today: str) -> list[Row]:
        """``ledger.disputes`` on a day on which nothing came from the register."""
        self.engine.execute(COMPARED)
        for name in STEPS:
            model = self.models[f"ledger.{name}"]
            used = {"today": today} if "today" in model.parameters else {}
            self.engine.execute(f"CREATE OR REPLACE TABLE ledger.{name} AS {model.sql()}", used)
        self.engine.execute("CREATE OR REPLACE TABLE memory.disputes AS FROM ledger.disputes")
        return self.engine.sql("FROM ledger.disputes ORDER BY dispute_id").to_arrow_table().to_pylist()


@pytest.fixture
def ledger(engine, models) -> Ledger:
    """Nothing said, nothing remembered; the register's record is row 7 of its file."""
    put(engine, "ledger.golden", GOLDEN, [])
    put(engine, "ledger.statements", STATEMENTS, [])
    put(engine, "findings.answers", ANSWERS, [])
    put(engine, "ledger.dispute_requests", REQUESTS, [])
    put(engine, "raw.deliveries", "dataset VARCHAR, batch VARCHAR, status VARCHAR", [])
    put(engine, "raw.parts", "part BIGINT, batch VARCHAR, file VARCHAR, sheet VARCHAR",
        [{"part": 1, "batch": NOVEMBER, "file": "户籍.csv"}])  # fmt: skip
    fresh = Ledger(engine, models)
    kinds = {"opened_on": "DATE", "told_on": "DATE", "sign_in_due": "DATE", "due_date": "DATE", "closed_on": "DATE",
             "due_announced": "BOOLEAN", "returns": "INTEGER", "overdue": "BOOLEAN", "row_number": "BIGINT"}  # fmt: skip
    names = ("dispute_id entity_type entity_id element source department disputed_value claimed_value origin raised_by reason "
             "opened_on told_on sign_in_due due_date due_announced state outcome closed_on returns overdue escalation batch "
             "file sheet row_number")  # fmt: skip
    put(engine, "memory.disputes", ", ".join(f"{n} {kinds.get(n, 'VARCHAR')}" for n in names.split()), [])
    return fresh


def test_two_departments_that_agree_against_the_register_open_a_dispute(ledger: Ledger) -> None:
    ledger.golden("张山", NOVEMBER)
    ledger.contradicted("张三", NOVEMBER)
    (dispute,) = ledger.run(NOVEMBER)
    told = {
        k: dispute[k]
        for k in (
            "department",
            "disputed_value",
            "claimed_value",
            "origin",
            "raised_by",
            "state",
            "outcome",
            "row_number",
        )
    }
    assert told == {
        "department": "public_security", "disputed_value": "张山", "claimed_value": "张三", "origin": "pipeline",
        "raised_by": "医保局、卫健局", "state": "dispatched", "outcome": None, "row_number": 7,
    }  # fmt: skip
    assert [str(dispute[k]) for k in ("opened_on", "told_on", "sign_in_due", "due_date")] == [
        "2025-11-30", "2025-11-30", "2025-12-01", "2025-12-12"
    ]  # fmt: skip


NO_DISPUTE = {
    "one department alone": [("enrollment", "张三", {})],
    "one department in two extracts": [("enrollment", "张三", {}), ("settlement", "张三", {})],
    "the register's own department": [("residence_permit", "张三", {}), ("enrollment", "张三", {})],
    "two that disagree with each other": [("enrollment", "张三", {}), ("health_record", "张叁", {})],
    "as many that agree with it": [("enrollment", "张三", {}), ("health_record", "张三", {}), ("party_member", "张山", {}), ("village_ledger", "张山", {})],
    "words older than its own": [("enrollment", "张三", {"as_of": "2025-01-01"}), ("health_record", "张三", {"as_of": "2025-01-01"})],
    "a value that it gave before": [("enrollment", "张三", {}), ("health_record", "张三", {}), ("household_register", "张三", {"in_force": False})],
}  # fmt: skip


@pytest.mark.parametrize("said", NO_DISPUTE.values(), ids=NO_DISPUTE)
def test_no_dispute_is_opened_by(ledger: Ledger, said: list[tuple[str, str, dict]]) -> None:
    ledger.golden("张山", NOVEMBER)
    for dataset, value, other in said:
        ledger.says(dataset, value, NOVEMBER, **other)
    assert ledger.run(NOVEMBER) == []


@pytest.mark.parametrize("other", [{"rule": "last_resort"}, {"element": "phone", "rule": "newest"}])
def test_a_value_without_authority_is_not_disputed(ledger: Ledger, other: dict) -> None:
    ledger.golden("甲", NOVEMBER, **other)
    for dataset in ("enrollment", "health_record"):
        ledger.says(dataset, "乙", NOVEMBER, **other)
    assert ledger.run(NOVEMBER) == []


@pytest.mark.parametrize(
    ("delivered", "outcome"), [("张三", "adopted"), ("章三", "changed"), (None, "ended")]
)
def test_the_next_delivery_closes_it_with_another_value(
    ledger: Ledger, delivered: str | None, outcome: str
) -> None:
    ledger.golden("张山", NOVEMBER)
    ledger.contradicted("张三", NOVEMBER)
    ledger.run(NOVEMBER)
    ledger.golden(delivered, DECEMBER)
    told = [row for row in ledger.run(DECEMBER) if row["disputed_value"] == "张山"]
    assert [(row["state"], row["outcome"], str(row["closed_on"])) for row in told] == [
        ("closed", outcome, DECEMBER)
    ]
    assert told[0]["row_number"] == 7, "the record that was disputed"
    later = [row for row in ledger.run(JANUARY) if row["disputed_value"] == "张山"]
    assert later == told


@pytest.fixture
def opened(ledger: Ledger) -> Row:
    """A dispute that was put to the register's department in November."""
    ledger.golden("张山", NOVEMBER)
    ledger.contradicted("张三", NOVEMBER)
    return ledger.run(NOVEMBER)[0]


def states(rows: list[Row]) -> list[tuple[str, str | None]]:
    """State and outcome of each."""
    return [(row["state"], row["outcome"]) for row in rows]


def test_a_delivery_without_the_record_decides_nothing(ledger: Ledger, opened: Row) -> None:
    assert states(ledger.run("2025-12-05")) == [("dispatched", None)]


def test_the_same_value_delivered_again_is_upheld_and_stays_closed(ledger: Ledger, opened: Row) -> None:
    ledger.says("household_register", "张山", NOVEMBER, last=DECEMBER)
    closed = ledger.run(DECEMBER)
    assert states(closed) == [("closed", "upheld")]
    assert ledger.run(JANUARY) == closed


def test_a_steward_may_dispute_again_what_was_upheld_and_the_department_has_time_again(
    ledger: Ledger, opened: Row
) -> None:
    ledger.says("household_register", "张山", NOVEMBER, last=DECEMBER)
    ledger.run(DECEMBER)
    ledger.request("张山", "张三", DECEMBER)
    (again,) = ledger.again("2026-01-05")
    assert (again["dispute_id"], again["origin"], again["state"]) == (
        opened["dispute_id"],
        "steward",
        "dispatched",
    )
    assert str(again["told_on"]) == "2026-01-05" and again["due_date"] > again["told_on"]


def test_a_correction_that_the_next_delivery_does_not_bring_is_returned_and_in_the_end_supervised(
    ledger: Ledger, opened: Row
) -> None:
    seen = []
    for before, day in (
        ("2025-11-30", "2025-12-02"),
        ("2025-12-02", "2025-12-03"),
        ("2025-12-03", "2025-12-04"),
    ):
        ledger.answer(opened, "correction_claimed", before)
        assert ledger.again(before)[0]["state"] == "correction_claimed"
        seen += [(row["state"], row["returns"]) for row in ledger.run(day)]
    assert seen == [("returned", 1), ("returned", 2), ("supervised", 3)]
    ledger.golden("张三", "2025-12-05")
    assert states([r for r in ledger.run("2025-12-05") if r["disputed_value"] == "张山"]) == [
        ("closed", "adopted")
    ]


def test_a_value_that_the_department_stands_by_is_upheld_by_its_next_delivery(
    ledger: Ledger, opened: Row
) -> None:
    ledger.answer(opened, "declined", NOVEMBER)
    assert states(ledger.again(NOVEMBER)) == [("declined", None)]
    assert states(ledger.run("2025-12-05")) == [("closed", "upheld")]


def test_what_nobody_answers_is_supervised_when_it_is_late_and_reported_five_working_days_later(
    ledger: Ledger, opened: Row
) -> None:
    seen = [ledger.again(day)[0] for day in ("2025-12-12", "2025-12-15", "2025-12-18", "2025-12-19")]
    assert [(row["state"], row["overdue"], row["escalation"]) for row in seen] == [
        ("dispatched", False, None), ("supervised", True, "supervise"), ("supervised", True, "supervise"),
        ("supervised", True, "report"),
    ]  # fmt: skip


@pytest.mark.parametrize(("word", "state"), [("verifying", "supervised"), ("upstream", "upstream")])
def test_signing_in_does_not_stop_the_clock_and_a_ticket_does(
    ledger: Ledger, opened: Row, word: str, state: str
) -> None:
    ledger.answer(opened, word, NOVEMBER)
    assert states(ledger.again(NOVEMBER)) == [(word, None)]
    assert states(ledger.again(DECEMBER)) == [(state, None)]


def test_a_dispute_that_nobody_raises_any_more_lapses(ledger: Ledger, opened: Row) -> None:
    ledger.engine.execute("DELETE FROM ledger.statements WHERE dataset = 'health_record'")
    assert states(ledger.again(DECEMBER)) == [("closed", "lapsed")]


def test_an_upstream_fault_with_a_value_is_a_dispute_about_the_authority_s_value(ledger: Ledger) -> None:
    ledger.golden("张山", NOVEMBER)
    put_rows(ledger.engine, "findings.answers", [{
        "place": 1, "department": "township", "about": "finding", "number": "f", "word": "upstream", "note": "入户核实",
        "value": "张三", "dataset": "village_ledger", "after": "", "day": NOVEMBER, "told": NOVEMBER, "entity_type": "person",
        "entity_id": "P", "element": "name", "disputed_source": "household_register", "disputed_value": "张山",
    }])  # fmt: skip
    (dispute,) = ledger.run(NOVEMBER)
    told = {k: dispute[k] for k in ("origin", "raised_by", "reason", "department", "claimed_value", "state")}
    assert told == {"origin": "answer", "raised_by": "乡镇人民政府", "reason": "入户核实", "department": "public_security",
                    "claimed_value": "张三", "state": "dispatched"}  # fmt: skip


@pytest.mark.parametrize("delivered", ["张山", "章三"])
def test_a_home_that_remembers_nothing_has_the_same_open_disputes_told_later(
    ledger: Ledger, opened: Row, delivered: str
) -> None:
    ledger.golden(delivered, NOVEMBER if delivered == "张山" else DECEMBER)
    ledger.contradicted("张三", DECEMBER)
    before = [row for row in ledger.run(DECEMBER) if row["outcome"] is None]
    ledger.engine.execute("DELETE FROM memory.disputes")
    after = ledger.again(DECEMBER)
    remembered = {"told_on", "sign_in_due", "due_date", "due_announced", "state", "overdue", "escalation"}
    assert [{k: v for k, v in row.items() if k not in remembered} for row in before] == [
        {k: v for k, v in row.items() if k not in remembered} for row in after
    ]
    assert len(after) == 1 and str(after[0]["told_on"]) == DECEMBER


def test_what_would_stop_payments_is_due_within_three_working_days(ledger: Ledger) -> None:
    put_rows(
        ledger.engine,
        "ledger.golden",
        [{"value": "2025-01-01", "element": "death_date", "as_of": NOVEMBER, "valid_from": NOVEMBER}],
    )
    put_rows(ledger.engine, "ledger.dispute_requests", [{
        "place": 1, "entity_type": "person", "entity_id": "P", "element": "death_date", "source": "household_register",
        "disputed_value": "2025-01-01", "claimed_value": "2025-02-01", "opened_on": NOVEMBER,
    }])  # fmt: skip
    assert str(ledger.run(NOVEMBER)[0]["due_date"]) == "2025-12-03"


def test_a_term_beyond_the_announced_holidays_counts_weekends_and_says_so(ledger: Ledger) -> None:
    ledger.golden("张山", "2030-01-01")
    ledger.contradicted("张三", "2030-01-01")
    (dispute,) = ledger.run("2030-01-01")
    assert (str(dispute["due_date"]), dispute["due_announced"]) == ("2030-01-15", False)


@pytest.mark.parametrize(
    ("value", "answered"),
    [
        ("张山", None),
        ("张山", "correction_claimed"),
        ("张山", "declined"),
        ("张三", "upstream"),
        (None, None),
    ],
)
def test_what_is_computed_from_its_own_memory_stays_as_it_is(
    ledger: Ledger, opened: Row, value: str | None, answered: str | None
) -> None:
    if answered:
        ledger.answer(opened, answered, NOVEMBER)
    ledger.golden(value, DECEMBER)
    once = ledger.run(DECEMBER)
    assert ledger.again(DECEMBER) == once
