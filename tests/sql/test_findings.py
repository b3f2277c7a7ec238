"""The findings beyond single values, each SELECT in real DuckDB on a few invented rows."""

from typing import Any

import duckdb
import pytest

PARTS = [
    {"part": part, "dataset": "enrollment", "batch": "2025-12-31", "file": f"{part}.csv"} for part in (1, 2)
]
FILE = 2**32
Row = dict[str, Any]


def put(engine: duckdb.DuckDBPyConnection, table: str, columns: str, rows: list[Row]) -> None:
    """A table with these columns and rows; what a row does not name is null."""
    engine.execute(f"CREATE TABLE {table} ({columns})")
    put_rows(engine, table, rows)


def put_rows(engine: duckdb.DuckDBPyConnection, table: str, rows: list[Row]) -> None:
    """More rows of a table."""
    for row in rows:
        marks = ", ".join("?" for _ in row)
        engine.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))


def found(engine: duckdb.DuckDBPyConnection, models: dict, name: str) -> list[tuple]:
    """Rows of a model, in order."""
    query = models[name].sql()
    parameters = {"today": "2025-12-31"} if "today" in models[name].parameters else None
    return sorted(engine.execute(query, parameters).fetchall(), key=str)


UPPER = "湖南省张家界市慈利县"
PLACES = [
    ("address", f"{UPPER}零溪镇大庄村5组12号", None, None),
    ("address", "湖南省常德市石门县", None, None),
    ("address", "广东省东莞市", None, None),
    ("address", "湖南省常德市石门县高桥镇大庄村", None, None),
    ("address", f"{UPPER}零阳街道东街社区交警大队旁", None, None),
    ("address", f"中国{UPPER}零溪镇大庄村5组", None, "A-01"),
    ("address", "湖南省张家界市零溪镇大庄村5组", None, "A-01"),
    ("address", "零溪镇大庄村5组12号", None, "A-01"),
    ("address", "慈利县苗市镇苗市社区零阳路9号", None, "A-01"),
    ("address", "张家界市慈利县零溪镇大庄村5组", None, "A-01"),
    ("address", "湖南省常德地区慈利县零溪镇大庄村5组", None, "A-02"),
    ("address", f"{UPPER}零溪镇大庄大队第5生产队", None, "A-02"),
    ("address", f"{UPPER}零溪镇大庄村委会5组", None, "A-03"),
    ("address", f"{UPPER}零溪镇大庄村第五村民小组", None, "A-04"),
    ("address", f"{UPPER}零溪镇大庄村5队", None, "A-04"),
    ("address", f"{UPPER}零陽街道东街社区永安路7号", None, "A-05"),
    ("address", f"{UPPER}零溪镇大压村5组", None, "A-05"),
    ("address", "龙潭村5组", None, "A-08"),
    ("village", "大庄村", "零溪镇", None),
    ("village", "大庄村委会", "零溪镇", "A-03"),
    ("village", "零溪镇大庄村", "零溪镇", "A-06"),
    ("village", "红旗岭联合村", "零溪镇", "X-09"),
    ("village", "零溪镇大庄村", None, None),
    ("township", "零溪镇", None, None),
    ("township", "大庄村", None, "A-06"),
    ("group_no", "5组", None, None),
    ("group_no", "第五组", None, "A-04"),
]


def test_a_place_is_compared_with_the_divisions_and_nothing_is_said_of_other_counties(engine, models):
    columns = "dataset VARCHAR, record_id BIGINT, field VARCHAR, kind VARCHAR, place VARCHAR, beside VARCHAR"
    rows = [
        {"record_id": FILE + i, "field": f"f{i % 7}", "kind": kind, "place": place, "beside": beside}
        for i, (kind, place, beside, _) in enumerate(PLACES)
    ]
    put(engine, "findings.addresses", columns, [*rows, *_clean()])
    put(engine, "raw.parts", "part BIGINT, dataset VARCHAR, batch VARCHAR, file VARCHAR", PARTS)
    engine.execute(f"CREATE TABLE findings.place_names AS {models['findings.place_names'].sql()}")
    expected = [(FILE + i, f"f{i % 7}", rule) for i, (*_, rule) in enumerate(PLACES) if rule]
    assert found(engine, models, "findings.places") == sorted(expected, key=str)


def _clean() -> list[Row]:
    """Enough clean addresses in every column that nothing else is the file's own way of writing."""
    return [
        {
            "record_id": FILE + 100 + i,
            "field": f"f{i % 7}",
            "kind": "address",
            "place": f"{UPPER}零溪镇大庄村{i}组",
        }
        for i in range(70)
    ]


def test_what_most_of_a_column_has_is_the_file_s_own_way_and_no_finding(engine, models):
    columns = "dataset VARCHAR, record_id BIGINT, field VARCHAR, kind VARCHAR, place VARCHAR, beside VARCHAR"
    short = [
        {"record_id": FILE + i, "field": "address", "kind": "address", "place": f"零溪镇大庄村{i}组"}
        for i in range(3)
    ]
    odd = {"record_id": FILE + 9, "field": "address", "kind": "address", "place": "零溪镇大庄村第五组"}
    put(engine, "findings.addresses", columns, [*short, odd])
    put(engine, "raw.parts", "part BIGINT, dataset VARCHAR, batch VARCHAR, file VARCHAR", PARTS)
    engine.execute(f"CREATE TABLE findings.place_names AS {models['findings.place_names'].sql()}")
    assert found(engine, models, "findings.places") == [(FILE + 9, "address", "A-04")]


def test_a_record_that_presumes_a_living_resident_is_out_of_date_after_death_or_move(engine, models):
    put(engine, "findings.presumptions", "dataset VARCHAR, record_id BIGINT, presumed VARCHAR, day DATE", [
        {"record_id": 1, "presumed": "alive", "day": "2025-12-31"},
        {"record_id": 2, "presumed": "alive", "day": "2025-09-30"},
        {"record_id": 3, "presumed": "registered", "day": "2025-12-31"},
        {"record_id": 4, "presumed": "registered", "day": "2025-12-31"},
    ])  # fmt: skip
    put(engine, "identity.person_links", "record_id BIGINT, role VARCHAR, entity_id VARCHAR", [
        {"record_id": 1, "role": "self", "entity_id": "P1"}, {"record_id": 2, "role": "self", "entity_id": "P1"},
        {"record_id": 3, "role": "self", "entity_id": "P2"}, {"record_id": 4, "role": "self", "entity_id": "P1"},
    ])  # fmt: skip
    put(engine, "ledger.golden", "entity_type VARCHAR, entity_id VARCHAR, element VARCHAR, value VARCHAR, as_of DATE", [
        {"entity_type": "person", "entity_id": "P1", "element": "death_date", "value": "2025-10-02", "as_of": "2025-10-02"},
        {"entity_type": "person", "entity_id": "P1", "element": "registration_status", "value": "迁出", "as_of": "2024-01-01"},
        {"entity_type": "person", "entity_id": "P2", "element": "registration_status", "value": "迁出", "as_of": "2025-05-01"},
    ])  # fmt: skip
    assert found(engine, models, "findings.outdated") == [(1, "self", "X-03"), (3, "self", "X-04")]


def test_a_household_s_sum_stands_with_each_member_when_all_have_it_and_one_account(engine, models):
    columns = "record_id BIGINT, household_number VARCHAR, monthly_amount DECIMAL(18, 2), bank_account VARCHAR, superseded BOOLEAN"
    rows = [
        ("A", 900, "1"),
        ("A", 900, "1"),
        ("B", 300, "2"),
        ("B", 450, "2"),
        ("C", 500, "3"),
        ("D", 700, "4"),
        ("D", 700, "5"),
    ]
    put(engine, "staged.subsistence_allowance", columns, [
        {"record_id": i, "household_number": h, "monthly_amount": a, "bank_account": b, "superseded": False}
        for i, (h, a, b) in enumerate(rows)
    ])  # fmt: skip
    assert found(engine, models, "findings.household_amounts") == [
        (0, "monthly_amount", "X-08"), (1, "monthly_amount", "X-08")]  # fmt: skip


PROFILE = ("profile_id BIGINT, dataset VARCHAR, role VARCHAR, id_number VARCHAR, name VARCHAR, household VARCHAR, "
           "birth_date VARCHAR, sex VARCHAR, mentions BIGINT, in_force BOOLEAN")  # fmt: skip


def test_of_two_entries_of_one_person_the_number_that_does_not_fit_is_the_second(engine, models):
    twins = {"dataset": "household_register", "role": "self", "name": "李英梅", "household": "A1",
             "birth_date": "1972-08-02", "sex": "2", "mentions": 1, "in_force": True}  # fmt: skip
    put(engine, "identity.person_profiles", PROFILE, [
        {**twins, "profile_id": 1, "id_number": "439901197208026020"},
        {**twins, "profile_id": 2, "id_number": "439901197207026020"},
        {**twins, "profile_id": 3, "id_number": "439901197208026040", "name": "王英"},
        {**twins, "profile_id": 4, "id_number": "439901197207026020", "dataset": "settlement", "mentions": 9},
    ])  # fmt: skip
    put(engine, "identity.person_mentions", "record_id BIGINT, role VARCHAR, profile_id BIGINT, superseded BOOLEAN", [
        {"record_id": 10 + i, "role": "self", "profile_id": i, "superseded": False} for i in (1, 2, 3, 4)
    ])  # fmt: skip
    assert found(engine, models, "findings.second_numbers") == [(12,)]


REPORTED = ("dataset VARCHAR, batch VARCHAR, file VARCHAR, sheet VARCHAR, row_number BIGINT, record_id BIGINT, "
            "business_key VARCHAR, field VARCHAR, header VARCHAR, rule VARCHAR, dimension VARCHAR, severity VARCHAR, "
            "department VARCHAR, unverified BOOLEAN DEFAULT false, original VARCHAR, message VARCHAR, advice VARCHAR")  # fmt: skip
ANSWERS = (
    "place BIGINT, about VARCHAR, number VARCHAR, word VARCHAR, after VARCHAR, told DATE, dataset VARCHAR"
)
EXCEPTIONS = "place BIGINT, finding_id VARCHAR, verdict VARCHAR, until DATE, decided_on DATE"


@pytest.fixture
def desk(engine, models):
    """Runs over reported findings, answers and rulings, each remembering the one before."""
    put(engine, "identity.person_links", "record_id BIGINT, role VARCHAR, entity_id VARCHAR", [])
    put(engine, "findings.reported", REPORTED, [])
    put(engine, "findings.answers", ANSWERS, [])
    put(engine, "findings.exceptions", EXCEPTIONS, [])
    put(engine, "raw.deliveries", "dataset VARCHAR, batch VARCHAR, status VARCHAR", [])
    columns = "finding_id VARCHAR, first_seen DATE, last_seen DATE, due_date DATE, status VARCHAR, dataset VARCHAR, " \
        "batch VARCHAR, file VARCHAR, sheet VARCHAR, row_number BIGINT, business_key VARCHAR, entity_type VARCHAR, " \
        "entity_id VARCHAR, element VARCHAR, field VARCHAR, header VARCHAR, rule VARCHAR, dimension VARCHAR, " \
        "severity VARCHAR, department VARCHAR, original VARCHAR, message VARCHAR, false_claims INTEGER, " \
        "checked_batch VARCHAR"  # fmt: skip
    put(engine, "memory.findings", columns, [])
    return Desk(engine, models)


class Desk:
    """The findings of a home, run by run."""

    def __init__(self, engine, models) -> None:
        self.engine, self.models, self.place = engine, models, 0

    def run(self, today: str, rows: list[Row], remember: bool = True) -> dict[str, Row]:
        """``findings.all`` by rule on a day, a batch of that day having brought what is reported."""
        self.engine.execute("DELETE FROM findings.reported")
        for row in rows:
            put_rows(self.engine, "findings.reported", [row])
        put_rows(
            self.engine, "raw.deliveries", [{"dataset": "enrollment", "batch": today, "status": "accepted"}]
        )
        for name in ("now", "answered", "deadline"):
            model = self.models[f"findings.{name}"]
            used = {"today": today} if "today" in model.parameters else {}
            self.engine.execute(f"CREATE OR REPLACE TABLE findings.{name} AS {model.sql()}", used)
        found = self.engine.sql(self.models["findings.all"].sql(), params={"today": today}).to_arrow_table()
        if remember:
            self.engine.execute("DELETE FROM memory.findings")
            self.engine.execute("INSERT INTO memory.findings BY NAME SELECT * EXCLUDE (expected) FROM found")
        return {row["rule"]: row for row in found.to_pylist()}

    def answer(self, finding: Row, word: str, told: str) -> None:
        """The department answers what the version of a day told it."""
        self.place += 1
        put_rows(self.engine, "findings.answers", [{
            "place": self.place, "about": "finding", "number": finding["finding_id"], "word": word,
            "after": f"{told}.0001", "told": told,
        }])  # fmt: skip

    def rule(self, finding: Row, verdict: str, decided_on: str, until: str | None = None) -> None:
        """A steward rules on a finding."""
        self.place += 1
        put_rows(self.engine, "findings.exceptions", [{
            "place": self.place, "finding_id": finding["finding_id"], "verdict": verdict, "until": until,
            "decided_on": decided_on,
        }])  # fmt: skip


PHONE = {"dataset": "enrollment", "business_key": "K1", "field": "phone", "rule": "T-15", "severity": "warn"}
NAME = {"dataset": "enrollment", "business_key": "K2", "field": "name", "rule": "N-06", "severity": "warn"}
LINE = {
    "dataset": "enrollment",
    "batch": "2025-10-31",
    "file": "1.csv",
    "row_number": 9,
    "rule": "TEXT",
    "severity": "error",
}
DAYS = ("2025-10-31", "2025-11-30", "2025-12-31", "2026-01-31")


def test_a_finding_keeps_its_identity_while_it_is_open_fixed_and_reopened(desk):
    rounds = [
        [PHONE | {"batch": DAYS[0], "row_number": 7, "original": "12"}, NAME | {"batch": DAYS[0]}],
        [NAME | {"batch": DAYS[1], "row_number": 99, "original": "other"}],
        [PHONE | {"batch": DAYS[2], "row_number": 8, "original": "13"}, NAME | {"batch": DAYS[2]}],
        [PHONE | {"batch": DAYS[3]}],
    ]
    told = [desk.run(day, rows) for day, rows in zip(DAYS, rounds, strict=True)]
    assert len({now["T-15"]["finding_id"] for now in told}) == 1
    assert [(n["T-15"]["status"], str(n["T-15"]["first_seen"]), str(n["T-15"]["last_seen"])) for n in told] == [
        ("open", "2025-10-31", "2025-10-31"), ("fixed", "2025-10-31", "2025-10-31"),
        ("reopened", "2025-10-31", "2025-12-31"), ("reopened", "2025-10-31", "2026-01-31"),
    ]  # fmt: skip
    assert [now["N-06"]["status"] for now in told] == ["open", "open", "open", "fixed"]


def test_a_claim_waits_for_the_next_batch_which_closes_or_refutes_it(desk):
    told = desk.run(DAYS[0], [PHONE, NAME])
    desk.answer(told["T-15"], "claimed", DAYS[0])
    desk.answer(told["N-06"], "claimed", DAYS[0])
    assert desk.run(DAYS[0], [PHONE, NAME])["T-15"]["status"] == "claimed"
    told = desk.run(DAYS[1], [PHONE])
    assert (told["N-06"]["status"], told["N-06"]["false_claims"]) == ("fixed", 0)
    assert (told["T-15"]["status"], told["T-15"]["false_claims"]) == ("reopened", 1)
    assert desk.run(DAYS[2], [PHONE])["T-15"]["false_claims"] == 1, "a claim is refuted once"


def test_every_claim_that_a_batch_refutes_counts_and_a_later_recurrence_does_not(desk):
    for day in DAYS[:2]:
        desk.answer(desk.run(day, [PHONE])["T-15"], "claimed", day)
    told = desk.run(DAYS[2], [PHONE, NAME])
    assert told["T-15"]["false_claims"] == 2
    desk.answer(told["N-06"], "claimed", DAYS[2])
    assert desk.run(DAYS[3], [PHONE])["N-06"]["status"] == "fixed"
    again = desk.run("2026-02-28", [PHONE, NAME])["N-06"]
    assert (again["status"], again["false_claims"]) == ("reopened", 0)


@pytest.mark.parametrize("answered", ["claimed", "exception_asked", "upstream"])
def test_what_is_computed_from_its_own_memory_stays_as_it_is(desk, answered):
    desk.answer(desk.run(DAYS[0], [PHONE, LINE])["T-15"], answered, DAYS[0])
    once = desk.run(DAYS[1], [PHONE, LINE])
    assert desk.run(DAYS[1], [PHONE, LINE]) == once


def test_an_exception_is_asked_granted_and_ends(desk):
    finding = desk.run(DAYS[0], [PHONE])["T-15"]
    desk.answer(finding, "exception_asked", DAYS[0])
    assert desk.run(DAYS[0], [PHONE])["T-15"]["status"] == "exception_asked"
    desk.rule(finding, "granted", DAYS[1], until=DAYS[2])
    assert [desk.run(day, [PHONE])["T-15"]["status"] for day in DAYS[1:]] == ["excepted", "excepted", "open"]


def test_an_exception_that_is_refused_may_be_asked_again(desk):
    finding = desk.run(DAYS[0], [PHONE])["T-15"]
    desk.answer(finding, "exception_asked", DAYS[0])
    desk.rule(finding, "refused", DAYS[0])
    assert desk.run(DAYS[0], [PHONE])["T-15"]["status"] == "open"
    desk.answer(finding, "exception_asked", DAYS[1])
    assert desk.run(DAYS[1], [PHONE])["T-15"]["status"] == "exception_asked"


def test_an_upstream_fault_waits_until_a_later_answer_or_its_end(desk):
    desk.answer(desk.run(DAYS[0], [PHONE])["T-15"], "upstream", DAYS[0])
    told = desk.run(DAYS[1], [PHONE])["T-15"]
    assert told["status"] == "upstream"
    desk.answer(told, "claimed", DAYS[1])
    assert desk.run(DAYS[1], [PHONE])["T-15"]["status"] == "claimed"
    assert desk.run(DAYS[2], [])["T-15"]["status"] == "fixed"


def test_what_has_no_key_is_of_its_delivery_and_a_claim_ends_with_the_next(desk):
    desk.answer(desk.run(DAYS[0], [LINE])["TEXT"], "claimed", DAYS[0])
    told = [desk.run(day, [LINE])["TEXT"] for day in DAYS]
    assert [now["status"] for now in told] == ["claimed", "fixed", "fixed", "fixed"]
    assert [str(now["last_seen"]) for now in told[1:]] == [DAYS[1]] * 3
    assert told[-1]["false_claims"] == 0


def test_a_finding_is_due_after_the_working_days_in_force(desk):
    assert str(desk.run("2025-12-31", [PHONE])["T-15"]["due_date"]) == "2026-01-15", (
        "1 to 3 January are holidays, the 4th is worked"
    )


def test_two_persons_under_one_number_are_two_findings_and_one_line_twice_is_one(desk):
    shared = {"dataset": "household_register", "business_key": "K", "field": "id_number", "rule": "D-15",
              "batch": "2025-12-31", "file": "1.csv"}  # fmt: skip
    desk.run(DAYS[2], [shared | {"row_number": 1}, shared | {"row_number": 2}, shared | {"row_number": 2}])
    rows = desk.engine.execute("SELECT finding_id, row_number FROM memory.findings").fetchall()
    assert sorted(row for _, row in rows) == [1, 2]
    assert len({key for key, _ in rows}) == 2


def test_what_contradicts_another_source_is_to_be_verified_and_has_no_deadline_yet(desk):
    dead = {
        "dataset": "enrollment",
        "business_key": "K",
        "rule": "X-03",
        "severity": "error",
        "unverified": True,
    }
    told = desk.run(DAYS[2], [dead])["X-03"]
    assert (told["status"], told["due_date"]) == ("待核", None)
