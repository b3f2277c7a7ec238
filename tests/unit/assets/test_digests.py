"""The week's digest counts what waits, came, was put right and is late, since the last digest; once for a day."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assets.county import County
from assets.digests import digest_file, write_digests
from assets.home import Home
from assets.publication.reports import NothingPublished
from assets.staging_queries import StagingQueries
from catalog.load import Catalog, load_catalog
from quality.digest import digest_line
from sql.warehouse import Limits

Row = tuple[str, str, str, str, str, str, str]
MONDAY, NEXT = "2026-01-05", "2026-01-12"
OPEN: list[Row] = [
    # department, dataset, severity, status, first and last seen, due
    ("health", "death_certificate", "error", "open", "2025-12-01", MONDAY, "2025-12-15"),
    ("health", "death_certificate", "warn", "open", "2026-01-02", MONDAY, "2026-01-05"),
    ("health", "birth_certificate", "warn", "reopened", "2025-12-01", MONDAY, "2026-01-16"),
    ("health", "death_certificate", "info", "open", "2026-01-02", MONDAY, "2025-01-01"),
    ("health", "death_certificate", "error", "待核", "2026-01-02", MONDAY, "2025-01-01"),
    ("health", "death_certificate", "error", "fixed", "2025-11-01", "2025-12-20", "2025-12-15"),
    ("tax", "taxpayer", "error", "fixed", "2025-11-01", "2025-12-30", "2025-12-15"),
    ("housing", "rural_dilapidated_house", "error", "fixed", "2025-11-01", "2025-12-20", "2025-12-15"),
    ("fire_brigade", "lists", "error", "open", "2026-01-02", MONDAY, "2025-12-15"),
]  # fmt: skip


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


@pytest.fixture
def county(catalog: Catalog, tmp_path: Path) -> County:
    """A home without anything."""
    Home(tmp_path).make()
    return County(Home(tmp_path), StagingQueries(catalog, {}), {}, Limits("200MB", 1))


def publish(county: County, version: int, today: str, rows: list[Row]) -> None:
    """A version that holds nothing but findings."""
    folder = county.home.published / "versions" / str(version)
    folder.mkdir(parents=True)
    names = ("department", "dataset", "severity", "status", "first_seen", "last_seen", "due_date")
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    for name in names[4:]:
        columns[name] = [date.fromisoformat(day) for day in columns[name]]
    pq.write_table(pa.table(columns), folder / "findings.all.parquet")
    (folder / "manifest.json").write_text(json.dumps({"today": today}))
    link = county.home.published / "current"
    link.unlink(missing_ok=True)
    link.symlink_to(folder)


def test_the_first_digest_looks_a_week_back(county: County) -> None:
    publish(county, 1, MONDAY, OPEN)
    health, tax = write_digests(county)
    assert digest_line(health) == "截至 2026-01-05：待整改 3 条（新增 1 条），已整改 0 条，已逾期 1 条"
    assert [(line.title, line.open, line.new, line.overdue) for line in health.lines] == [
        (county.catalog.sources["birth_certificate"].title, 1, 0, 0),
        (county.catalog.sources["death_certificate"].title, 2, 1, 1),
    ]
    assert digest_line(tax) == "截至 2026-01-05：待整改 0 条（新增 0 条），已整改 1 条，没有逾期"


def test_the_next_one_looks_back_to_the_last_and_none_is_made_twice(county: County) -> None:
    publish(county, 1, MONDAY, OPEN)
    assert len(write_digests(county)) == 2
    assert write_digests(county) == []
    later = [(*row[:5], NEXT, row[6]) if row[3] in ("open", "reopened") else row for row in OPEN]
    later[0] = ("health", "death_certificate", "error", "fixed", "2025-12-01", MONDAY, "2025-12-15")
    later.append(("health", "death_certificate", "error", "open", "2026-01-08", NEXT, "2026-01-20"))
    publish(county, 2, NEXT, later)
    (health,) = write_digests(county)
    assert (health.since, health.version) == (MONDAY, 2)
    assert digest_line(health) == "截至 2026-01-12：待整改 3 条（新增 1 条），已整改 1 条，已逾期 1 条"


def test_a_lost_page_is_made_again_as_it_was(county: County) -> None:
    publish(county, 1, MONDAY, OPEN)
    page = digest_file(county.home.outbox, write_digests(county)[0])
    before = page.read_bytes()
    page.unlink()
    assert write_digests(county) == [] and page.read_bytes() == before
    assert before.rstrip().endswith(b"</html>") and b"http" not in before


def test_without_a_version_there_is_nothing_to_tell(county: County) -> None:
    with pytest.raises(NothingPublished):
        write_digests(county)
