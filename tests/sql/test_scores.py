"""From findings to what a score counts and a department fixes, each SELECT in real DuckDB on a few invented rows."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from catalog.load import load_catalog
from catalog.tables import catalog_tables
from sql.model import load_models

TODAY = date(2026, 1, 20)
FINDINGS = (
    "finding_id VARCHAR, dataset VARCHAR, batch VARCHAR, row_number BIGINT, field VARCHAR, header VARCHAR, rule VARCHAR, "
    "dimension VARCHAR, severity VARCHAR, status VARCHAR, department VARCHAR, original VARCHAR, file VARCHAR, sheet VARCHAR, "
    "entity_type VARCHAR, entity_id VARCHAR, first_seen DATE, last_seen DATE, due_date DATE"
)
Row = dict[str, Any]


@pytest.fixture(scope="module")
def models():
    return load_models()


@pytest.fixture(scope="module")
def declarations():
    return catalog_tables(load_catalog())


@pytest.fixture
def engine(declarations, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(tmp_path / "warehouse.duckdb") as connection:
        for schema in ("catalog", "findings", "ledger", "raw"):
            connection.execute(f"CREATE SCHEMA {schema}")
        connection.register("frame", declarations["statements"])
        connection.execute("CREATE TABLE catalog.statements AS SELECT * FROM frame")
        put(connection, "raw.deliveries", "dataset VARCHAR, batch VARCHAR, status VARCHAR", [
            {"dataset": "enrollment", "batch": "2025-11-30", "status": "accepted"},
            {"dataset": "enrollment", "batch": "2025-12-31.2", "status": "accepted"},
            {"dataset": "enrollment", "batch": "2025-12-31.10", "status": "refused"},
        ])  # fmt: skip
        rules = [
            ("not_null", "name"),
            ("conform", "id_number"),
            ("agrees", "birth_date"),
            ("in_codes", "sex"),
            ("X-06", "died"),
        ]
        put(connection, "findings.rule_results", "dataset VARCHAR, field VARCHAR, rule VARCHAR", [
            {"dataset": "enrollment", "field": f, "rule": f"enrollment.{f}.{kind}"} for kind, f in rules
        ])  # fmt: skip
        put(connection, "findings.cells", "dataset VARCHAR, field VARCHAR, rule VARCHAR", [
            {"dataset": "enrollment", "field": field, "rule": rule}
            for field, rule in (("name", "BLANK"), ("id_number", "D-03"), ("birth_date", "D-20"), ("sex", "T-11"))
        ])  # fmt: skip
        yield connection


def put(engine: duckdb.DuckDBPyConnection, table: str, columns: str, rows: list[Row]) -> None:
    """A table with these columns and rows; what a row does not name is null."""
    engine.execute(f"CREATE TABLE {table} ({columns})")
    for row in rows:
        marks = ", ".join("?" for _ in row)
        engine.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))


def finding(number: int, rule: str, field: str | None, **other: Any) -> Row:
    row: Row = {
        "finding_id": f"f{number}", "dataset": "enrollment", "batch": "2025-12-31.2", "row_number": number, "field": field,
        "rule": rule, "dimension": "准确性", "severity": "warn", "status": "open", "department": "medical_insurance",
        "first_seen": TODAY, "last_seen": TODAY, "due_date": date(2026, 1, 15),
    }  # fmt: skip
    return row | other


def stand(engine: duckdb.DuckDBPyConnection, models: dict, findings: list[Row]) -> None:
    """The findings, and the tables over them."""
    put(engine, 'findings."all"', FINDINGS, findings)
    for name in ("scored_rules", "tally", "charged"):
        model = models[f"findings.{name}"]
        parameters = {"today": TODAY} if "today" in model.parameters else {}
        engine.execute(f"CREATE TABLE findings.{name} AS {model.sql()}", parameters)


def tally(engine: duckdb.DuckDBPyConnection, columns: str) -> list[tuple]:
    return sorted(engine.execute(f"SELECT {columns}, findings FROM findings.tally").fetchall(), key=str)


def test_a_finding_counts_in_the_rule_that_its_cell_breaks(engine, models):
    stand(engine, models, [
        finding(1, "BLANK", "name"), finding(2, "D-03", "id_number"), finding(3, "D-07", "id_number"),
        finding(4, "D-20", "birth_date"), finding(5, "T-11", "sex"), finding(6, "X-06", "died"),
    ])  # fmt: skip
    assert tally(engine, "rule, scored_rule") == [
        ("BLANK", "enrollment.name.not_null", 1),
        ("D-03", "enrollment.id_number.conform", 1),
        ("D-07", "enrollment.id_number.conform", 1),
        ("D-20", "enrollment.birth_date.agrees", 1),
        ("T-11", "enrollment.sex.in_codes", 1),
        ("X-06", "enrollment.died.X-06", 1),
    ]


def test_what_is_wrong_beside_other_records_counts_in_the_rule_on_records(engine, models):
    stand(engine, models, [
        finding(1, "D-11", "id_number"), finding(2, "D-11", "id_number"), finding(3, "X-03", None, dimension="一致性"),
        finding(0, "F-12", None, row_number=None, dimension="规范性"),
    ])  # fmt: skip
    assert tally(engine, "rule, scored_rule") == [
        ("D-11", "enrollment.records.准确性", 2),
        ("F-12", None, 1),
        ("X-03", "enrollment.records.一致性", 1),
    ]


def test_an_answer_closes_nothing_and_an_exception_is_excused(engine, models):
    states = ("open", "reopened", "claimed", "exception_asked", "excepted", "upstream", "fixed", "待核")
    stand(engine, models, [finding(i, "D-11", "id_number", status=s) for i, s in enumerate(states, 1)])
    told = {status: (waits, excused) for status, waits, excused, _ in tally(engine, "status, waits, excused")}
    assert {s for s, (waits, _) in told.items() if waits} == {
        "open",
        "reopened",
        "claimed",
        "exception_asked",
    }
    assert {s for s, (_, excused) in told.items() if excused} == {"excepted", "upstream"}


@pytest.mark.parametrize(
    ("batch", "by_us"),
    [("2025-11-30", False), ("2025-12-31", False), ("2025-12-31.2", True), ("2025-12-31.10", True)],
)
def test_only_a_later_accepted_batch_puts_a_finding_right(engine, models, batch, by_us):
    stand(engine, models, [finding(1, "D-11", "id_number", status="fixed", batch=batch)])
    assert tally(engine, "ended_by_us") == [(by_us, 1)]


def test_lost_points_open_to_the_findings_that_stand(engine, models):
    stand(engine, models, [
        finding(1, "D-07", "id_number"), finding(2, "D-03", "id_number", status="reopened", due_date=date(2026, 2, 1)),
        finding(3, "D-07", "id_number", status="fixed", last_seen=date(2026, 1, 16)), finding(4, "F-15", None, row_number=None),
    ])  # fmt: skip
    charged = {
        (c, r): ids
        for c, r, ids in engine.execute(
            "SELECT component, rule, finding_ids FROM findings.charged"
        ).fetchall()
    }
    assert charged["数据质量", "enrollment.id_number.conform"] == ["f1", "f2"]
    assert charged["一票否决", "F-15"] == ["f4"]
    assert charged["按期整改", None] == ["f1", "f3", "f4"]
    assert charged["整改有效", None] == ["f2"]


def test_a_row_to_fix_knows_what_another_source_decides(engine, models):
    golden = "entity_type VARCHAR, entity_id VARCHAR, element VARCHAR, value VARCHAR, source VARCHAR"
    put(engine, "ledger.golden", golden, [
        {"entity_type": "person", "entity_id": e, "element": "name", "value": "张三", "source": s}
        for e, s in (("p1", "household_register"), ("p2", "enrollment"))
    ])  # fmt: skip
    who = {"entity_type": "person"}
    stand(engine, models, [
        finding(1, "N-03", "name", entity_id="p1", **who), finding(2, "N-03", "name", entity_id="p2", **who),
        finding(3, "N-03", "name", entity_id="p1", status="claimed", **who), finding(4, "D-07", "id_number", entity_id="p1", **who),
    ])  # fmt: skip
    rows = engine.execute(
        f"SELECT finding_id, value, source FROM ({models['findings.to_fix'].sql()}) ORDER BY ALL"
    ).fetchall()
    assert rows == [("f1", "张三", "household_register"), ("f2", None, None), ("f4", None, None)], (
        "a source is not told its own value"
    )
