"""The findings beyond single values, each SELECT in real DuckDB on a few invented rows."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from catalog.load import load_catalog
from catalog.tables import catalog_tables
from sql.model import load_models

PARTS = [
    {"part": part, "dataset": "enrollment", "batch": "2025-12-31", "file": f"{part}.csv"} for part in (1, 2)
]
FILE = 2**32
Row = dict[str, Any]


@pytest.fixture(scope="module")
def models():
    return load_models()


@pytest.fixture(scope="module")
def declarations():
    return catalog_tables(load_catalog())


@pytest.fixture
def engine(declarations, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    # a database in memory is called `memory`, as a layer is
    with duckdb.connect(tmp_path / "warehouse.duckdb") as connection:
        for schema in ("catalog", "findings", "identity", "ledger", "memory", "raw", "staged"):
            connection.execute(f"CREATE SCHEMA {schema}")
        put(connection, "findings.keys", "record_id BIGINT, business_key VARCHAR, written_key VARCHAR", [])
        for name, frame in declarations.items():
            connection.register("frame", frame)
            connection.execute(f"CREATE TABLE catalog.{name} AS SELECT * FROM frame")
            connection.unregister("frame")
        yield connection


def put(engine: duckdb.DuckDBPyConnection, table: str, columns: str, rows: list[Row]) -> None:
    """A table with these columns and rows; what a row does not name is null."""
    engine.execute(f"CREATE TABLE {table} ({columns})")
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
REMEMBERED = (
    "finding_id, first_seen, last_seen, due_date, status, dataset, batch, file, sheet, row_number, business_key, "
    "entity_type, entity_id, element, field, header, rule, dimension, severity, department, original, message"
)


def test_a_finding_keeps_its_identity_while_it_is_open_fixed_and_reopened(engine, models):
    phone = {
        "dataset": "enrollment",
        "business_key": "K1",
        "field": "phone",
        "rule": "T-15",
        "severity": "warn",
    }
    name = {
        "dataset": "enrollment",
        "business_key": "K2",
        "field": "name",
        "rule": "N-06",
        "severity": "warn",
    }
    rounds = [
        ("2025-10-31", [phone | {"batch": "2025-10-31", "row_number": 7, "original": "12"}, name | {"batch": "2025-10-31"}]),
        ("2025-11-30", [name | {"batch": "2025-11-30", "row_number": 99, "original": "other"}]),
        ("2025-12-31", [phone | {"batch": "2025-12-31", "row_number": 8, "original": "13"}, name | {"batch": "2025-12-31"}]),
        ("2026-01-31", [phone | {"batch": "2026-01-31"}]),
    ]  # fmt: skip
    put(engine, "identity.person_links", "record_id BIGINT, role VARCHAR, entity_id VARCHAR", [])
    put(engine, "findings.reported", REPORTED, [])
    engine.execute(f"CREATE TABLE memory_now AS {_all(models)}", {"today": "2025-10-01"})
    told = []
    for today, rows in rounds:
        engine.execute("DROP TABLE IF EXISTS memory.findings")
        engine.execute(f"CREATE TABLE memory.findings AS SELECT {REMEMBERED} FROM memory_now")
        engine.execute("DROP TABLE findings.reported")
        put(engine, "findings.reported", REPORTED, rows)
        engine.execute(
            f"CREATE OR REPLACE TABLE memory_now AS {models['findings.all'].sql()}", {"today": today}
        )
        told.append({
            rule: (key, status, str(first), str(last))
            for rule, key, status, first, last in engine.execute(
                "SELECT rule, finding_id, status, first_seen, last_seen FROM memory_now").fetchall()
        })  # fmt: skip
    keys = [{rule: key for rule, (key, *_) in now.items()} for now in told]
    assert keys[0] == keys[1] == keys[2] == keys[3]
    assert [now["T-15"][1:] for now in told] == [
        ("open", "2025-10-31", "2025-10-31"), ("fixed", "2025-10-31", "2025-10-31"),
        ("reopened", "2025-10-31", "2025-12-31"), ("reopened", "2025-10-31", "2026-01-31"),
    ]  # fmt: skip
    assert [now["N-06"][1] for now in told] == ["open", "open", "open", "fixed"]


def _all(models: dict) -> str:
    """``findings.all`` in a new home, where nothing is remembered."""
    empty = (
        "(SELECT NULL::VARCHAR finding_id, NULL::DATE first_seen, NULL::DATE last_seen, NULL::DATE due_date, "
        "NULL::VARCHAR status, NULL::VARCHAR entity_type, NULL::VARCHAR entity_id, NULL::VARCHAR element, * "
        "FROM findings.reported WHERE false)"
    )
    return models["findings.all"].sql().replace("memory.findings", empty)


def test_two_persons_under_one_number_are_two_findings_and_one_line_twice_is_one(engine, models):
    shared = {"dataset": "household_register", "business_key": "K", "field": "id_number", "rule": "D-15",
              "batch": "2025-12-31", "file": "1.csv"}  # fmt: skip
    put(engine, "identity.person_links", "record_id BIGINT, role VARCHAR, entity_id VARCHAR", [])
    put(
        engine,
        "findings.reported",
        REPORTED,
        [shared | {"row_number": 1}, shared | {"row_number": 2}, shared | {"row_number": 2}],
    )
    rows = engine.execute(
        f"SELECT finding_id, row_number FROM ({_all(models)})", {"today": "2025-12-31"}
    ).fetchall()
    assert sorted(row for _, row in rows) == [1, 2]
    assert len({key for key, _ in rows}) == 2


def test_what_contradicts_another_source_is_to_be_verified_and_has_no_deadline_yet(engine, models):
    dead = {
        "dataset": "enrollment",
        "business_key": "K",
        "rule": "X-03",
        "severity": "error",
        "unverified": True,
    }
    put(engine, "identity.person_links", "record_id BIGINT, role VARCHAR, entity_id VARCHAR", [])
    put(engine, "findings.reported", REPORTED, [dead])
    rows = engine.execute(
        f"SELECT status, due_date FROM ({_all(models)})", {"today": "2025-12-31"}
    ).fetchall()
    assert rows == [("待核", None)]
