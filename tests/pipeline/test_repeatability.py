"""Same in, same out: in a second home, and whatever the order in which deliveries arrive."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from running import Run, opened

from assets.publication.publish import read_manifest
from sql.warehouse import Warehouse

COMPARED = (
    "identity.links", "ledger.person", "ledger.household", "ledger.relation", "ledger.payment", "ledger.entitlement",
    "ledger.source_values", "ledger.golden_values", "ledger.discrepancies", "quarantine.rows", "alerts.leads",
)  # fmt: skip
"""Equal but for the spelling of ids; registry, changes and remembered columns of findings tell the order of arrival."""


def test_the_same_input_in_a_second_home_gives_equal_tables(first: Run, twin: Path) -> None:
    assert first.version
    one, other = read_manifest(first.version), read_manifest(twin)
    differing = [t for t in one["fingerprints"] if one["fingerprints"][t] != other["fingerprints"].get(t)]
    assert differing == []
    assert one == other


@pytest.mark.parametrize("table", COMPARED)
def test_the_order_of_arrival_does_not_matter(village: Run, by_and_by: Path, table: str) -> None:
    with village.opened() as one, opened(by_and_by) as other:
        assert one.columns(table) == other.columns(table)
        assert without_ids(one, table) == without_ids(other, table)


def test_the_village_is_as_its_deliveries_say(village: Run) -> None:
    with village.opened() as version:
        people = version.rows(
            "SELECT name, phone, education, life_status, death_date::VARCHAR, party_status FROM ledger.person ORDER BY id_number"
        )
    assert ("向建国", "13900000003", "21", "存活", None, None) in people
    assert ("赵明德", "13800000005", None, "死亡", "2025-12-03", None) in people
    assert ("周玉兰", "13800000006", None, "死亡", "2025-12-10", None) in people
    assert ("向德山", "13800000001", None, "存活", None, "正式党员") in people


ID = re.compile(r"\b[A-Z][a-z2-7]{16}\b")
"""An entity id inside a text."""


def without_ids(engine: Warehouse, table: str) -> list[str]:
    """The rows of a table, each id replaced by the smallest address of its records; sorted."""
    spelling = dict(
        engine.rows("""
            SELECT entity_id, min(concat_ws('|', dataset, batch, file, sheet, lpad(row_number::VARCHAR, 10, '0'), role))
            FROM identity.links GROUP BY entity_id
        """)
    )
    return sorted(repr(_spelt(list(row), spelling)) for row in engine.rows(f"SELECT * FROM {table}"))


def _spelt(cell: Any, spelling: dict[str, str]) -> Any:
    """A cell with the ids in it replaced, also those in a list or in the facts of a lead, whose order they decide."""
    if isinstance(cell, list):
        return [_spelt(inner, spelling) for inner in cell]
    if not isinstance(cell, str):
        return cell
    told = ID.sub(lambda found: spelling.get(found[0], found[0]), cell)
    return sorted(map(str, json.loads(told))) if told.startswith("[{") else told
