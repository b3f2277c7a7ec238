"""The ledger as it was known on a day is the one that was published then, whatever came later and in whatever order; and a
version is what its predecessor, the deliveries and the catalog make of it."""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from running import Run, county_of, opened, run_job
from test_repeatability import without_ids
from village import SON

from assets.publication.publish import read_manifest
from orchestration.as_of import Moment, select_state
from orchestration.cli import main

STANDING = """
    SELECT entity_id, element, value FROM ledger.history
    WHERE valid_to IS NULL AND known_from <= $day::DATE AND (known_to IS NULL OR known_to > $day::DATE)
"""
IN_FORCE = """
    CREATE VIEW in_force AS
    SELECT entity_type, entity_id, element, old_value, new_value, valid_from, known_from FROM ledger.changes
    GROUP BY ALL HAVING arg_max(cause, version) <> 'retracted'
"""
MAY_DIFFER = 0.001
"""Share of golden values of a version that its successors may tell otherwise: who is who was decided anew since."""


def golden(version: Path) -> dict[tuple[str, str], str]:
    """Entity and element -> value, as published; derived values have no history of their own."""
    with opened(version) as engine:
        return {
            (entity, element): value
            for entity, element, value in engine.rows(
                "SELECT entity_id, element, value FROM ledger.golden_values WHERE rule <> 'derived'"
            )
        }


def as_known(version: Path, day: str) -> dict[tuple[str, str], str]:
    """The same as a version says it was known on a day."""
    with opened(version) as engine:
        return {(entity, element): value for entity, element, value in engine.rows(STANDING, {"day": day})}


@pytest.mark.parametrize("which", ["first", "one_delivery", "second_round"])
def test_what_was_known_on_a_day_is_what_was_published_then(
    request: pytest.FixtureRequest, second_round: Run, which: str
) -> None:
    then = request.getfixturevalue(which).version
    assert then and second_round.version
    published = golden(then)
    known = as_known(second_round.version, read_manifest(then)["today"])
    differing = {key for key in published.keys() | known.keys() if published.get(key) != known.get(key)}
    assert len(published) > 10_000
    assert len(differing) <= MAY_DIFFER * len(published), sorted({element for _, element in differing})


def test_changes_are_added_to_and_never_rewritten(first: Run, second_round: Run) -> None:
    with first.opened() as early, second_round.opened() as late:
        recorded, later = (set(engine.rows("FROM ledger.changes")) for engine in (early, late))
    assert recorded and recorded < later


def test_late_batches_lead_to_the_same_changes(village: Run, by_and_by: Path) -> None:
    assert village.version
    told = []
    for version in (village.version, by_and_by):
        with opened(version) as engine:
            engine.run(IN_FORCE)
            told.append((without_ids(engine, "in_force"), without_ids(engine, "ledger.history")))
    assert told[0] == told[1]


def test_the_ledger_of_a_date_is_told_as_of_what_was_known(village: Run) -> None:
    county = county_of(village.home)
    son = "SELECT entity_id FROM ledger.person_ids"

    def phones(engine: Any, moment: Moment) -> list[str]:
        select_state(engine, county, moment)
        found = engine.rows(
            f"SELECT value FROM ledger.state WHERE element = 'phone' AND entity_id IN ({son})"
        )
        return [value for (value,) in found]

    with village.opened() as engine:
        engine.run(f"CREATE VIEW ledger.person_ids AS SELECT person_id AS entity_id FROM ledger.person WHERE id_number = '{SON.number}'")  # fmt: skip
        assert phones(engine, Moment(date(2025, 12, 25))) == ["13900000003"]
        assert phones(engine, Moment(date(2025, 12, 15))) == ["13800000003"]
        assert phones(engine, Moment(date(2025, 12, 25), known=date(2025, 12, 1))) == ["13800000003"]
        assert phones(engine, Moment(date(2025, 12, 25), known=date(2025, 11, 1))) == []
        assert phones(engine, Moment(date(2025, 12, 25), matrix=date(2026, 1, 1))) == ["13900000003"]


def test_the_commands_tell_a_value_and_its_past(village: Run, tmp_path: Path) -> None:
    with village.opened() as engine:
        ((person,),) = engine.rows("SELECT person_id FROM ledger.person WHERE id_number = ?", [SON.number])
    page, out = tmp_path / "依据.html", tmp_path / "ledger"
    told = called(village.home, "explain", person, "phone", "--html", str(page))
    assert "13900000003" in told and "户籍.csv，第 2 行" in told and "国务院令第809号" in told
    text = page.read_text(encoding="utf-8")
    assert "13800000003" in text and "2025-12-20 至 今" in text
    assert "http" not in text and "<script" not in text
    assert "person " in called(
        village.home, "as-of", "2025-12-15", "--known", "2025-12-31", "--out", str(out)
    )
    people = {p["id_number"]: p for p in pq.read_table(out / "ledger.person.parquet").to_pylist()}
    assert people[SON.number]["phone"] == "13800000003"
    assert "联系电话  13800000003" in called(village.home, "as-of", "2025-12-15", "--entity", person)
    assert called(village.home, "explain", person, "shoe_size", code=1).count("\n") == 1


def called(home: Path, *arguments: str, code: int = 0) -> str:
    """What a command of `yiyuan` prints."""
    result = CliRunner().invoke(main, [*arguments, "--home", str(home)], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result.output


def test_every_column_of_the_published_ledger_has_a_chinese_name(second_round: Run) -> None:
    assert second_round.version
    tables = sorted(second_round.version.glob("ledger.*.parquet"))
    unnamed = [
        f"{path.name}: {column}"
        for path in tables
        for column in pq.read_schema(path).names
        if column not in json.loads(pq.read_metadata(path).metadata[b"columns"])
    ]
    assert len(tables) > 15 and unnamed == []


def test_a_version_is_what_its_predecessor_and_the_deliveries_make_of_it(
    by_and_by: Path, tmp_path: Path
) -> None:
    """Restored from a backup taken before the last run: bronze, journal and catalog as they are, no warehouse."""
    home = tmp_path / "restored"
    shutil.copytree(by_and_by.parents[2], home, symlinks=True)
    shutil.rmtree(home / "warehouse")
    shutil.rmtree(home / "published" / "versions" / by_and_by.name)
    current = home / "published" / "current"
    current.unlink()
    current.symlink_to(Path("versions") / str(int(by_and_by.name) - 1))
    again = run_job(home)
    assert again.success and again.version, again.failures
    assert read_manifest(again.version) == read_manifest(by_and_by)
