"""The agreement of a month is counted anew while the month lasts; earlier months stay as they were."""

from datetime import date
from pathlib import Path

import duckdb

from sql.model import load_models

AGREEMENT = load_models()["ledger.agreement"].sql()


def test_the_month_of_the_run_is_counted_anew_and_earlier_months_stay(tmp_path: Path) -> None:
    # a database in memory is itself called memory
    with duckdb.connect(str(tmp_path / "county.duckdb")) as engine:
        engine.execute("CREATE SCHEMA catalog; CREATE SCHEMA ledger; CREATE SCHEMA memory")
        engine.execute(
            "CREATE TABLE catalog.sources AS FROM (VALUES ('employment', 'human_resources'), "
            "('resident_pension', 'human_resources'), ('health_record', 'health')) AS s(dataset, department)"
        )
        engine.execute(
            "CREATE TABLE ledger.comparisons AS SELECT 'person' AS entity_type, 'phone' AS element, other_source, agrees "
            "FROM (VALUES ('employment', true), ('resident_pension', false), ('health_record', true)) AS c(other_source, agrees)"
        )
        engine.execute(
            "CREATE TABLE memory.agreement AS SELECT 'person' AS entity_type, 'phone' AS element, 'health' AS department, "
            "month, 7 AS compared, 5 AS agreeing FROM (VALUES ('2026-01'), ('2026-02')) AS m(month)"
        )
        rows = engine.execute(
            f"SELECT department, month, compared, agreeing FROM ({AGREEMENT}) ORDER BY ALL",
            {"today": date(2026, 2, 28)},
        ).fetchall()
    assert rows == [
        ("health", "2026-01", 7, 5),
        ("health", "2026-02", 1, 1),
        ("human_resources", "2026-02", 2, 1),
    ]
