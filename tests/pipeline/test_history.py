"""The ledger as it was known on a day is the one that was published then, whatever came later and in whatever order."""

from pathlib import Path

import pytest
from delivering import new_home
from running import Run, opened, run_job
from test_repeatability import without_ids
from village import DECEMBER, JANUARY, MID_DECEMBER, NOVEMBER

ROUNDS = {"2025-11-30": NOVEMBER, "2025-12-31": (MID_DECEMBER, *DECEMBER), "2026-01-31": JANUARY}
STANDING = """
    CREATE VIEW {name} AS
    SELECT entity_type, entity_id, element, value FROM ledger.history
    WHERE valid_to IS NULL AND known_from <= DATE '{day}' AND (known_to IS NULL OR known_to > DATE '{day}')
"""


@pytest.fixture(scope="module")
def month_by_month(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    """The village's runs, one a month, each after the deliveries of its month."""
    home = new_home(tmp_path_factory.mktemp("months"))
    return {day: _delivered(home, deliveries) for day, deliveries in ROUNDS.items()}


def _delivered(home: Path, deliveries: tuple) -> Run:
    for delivery in deliveries:
        delivery.write(home)
    run = run_job(home)
    assert run.success, run.failures
    return run


@pytest.mark.parametrize("day", ROUNDS)
def test_what_was_known_on_a_day_is_what_was_published_then(
    month_by_month: dict[str, Run], village: Run, day: str
) -> None:
    published, latest = month_by_month[day], village
    with published.opened() as then, latest.opened() as now:
        then.run(
            "CREATE VIEW told AS SELECT entity_type, entity_id, element, value FROM ledger.golden_values"
        )
        now.run(STANDING.format(name="told", day=day))
        assert without_ids(now, "told") == without_ids(then, "told")


def test_a_change_recorded_once_stays_and_late_batches_give_the_same_changes(
    month_by_month: dict[str, Run], village: Run, by_and_by: Path
) -> None:
    first, *_, last = month_by_month.values()
    with first.opened() as early, last.opened() as late:
        recorded, later = (set(engine.rows("FROM ledger.changes")) for engine in (early, late))
    assert recorded and recorded < later
    in_force = """
        CREATE VIEW in_force AS
        SELECT entity_type, entity_id, element, old_value, new_value, valid_from, known_from FROM ledger.changes
        GROUP BY ALL HAVING arg_max(cause, version) <> 'retracted'
    """
    told = []
    for version in (last.version, village.version, by_and_by):
        assert version
        with opened(version) as engine:
            engine.run(in_force)
            told.append(without_ids(engine, "in_force"))
    assert told[0] == told[1] == told[2]
