"""Ids stay: an entity known in one round keeps its id in the next, and an id never becomes somebody else's."""

from collections.abc import Iterator

import pytest
from running import Run

from sql.warehouse import Warehouse, quoted

KEPT = 0.999


@pytest.fixture(scope="module")
def rounds(first: Run, second_round: Run) -> Iterator[Warehouse]:
    """Who each id is by most of its records: ``before`` and ``after`` the second round, with the truth of both."""
    assert second_round.success, second_round.failures
    assert first.version and second_round.version
    with second_round.opened() as engine:
        engine.run(
            f"CREATE VIEW first_links AS FROM read_parquet({quoted(str(first.version / 'identity.links.parquet'))})"
        )
        engine.run(
            f"CREATE VIEW truth AS FROM read_parquet({quoted(str(second_round.home / 'truth/records.parquet'))})"
        )
        for name, links in (("before", "first_links"), ("after", "identity.links")):
            engine.run(f"""
                CREATE TABLE {name} AS
                SELECT l.entity_type, l.entity_id, t.truth_id
                FROM {links} AS l JOIN truth AS t USING (dataset, batch, file, row_number, role, ordinal, entity_type)
                WHERE l.sheet IS NOT DISTINCT FROM t.sheet
                GROUP BY l.entity_type, l.entity_id, t.truth_id
                QUALIFY row_number() OVER (PARTITION BY l.entity_type, l.entity_id ORDER BY count(*) DESC, t.truth_id) = 1
            """)
        yield engine


def test_entities_known_in_the_first_round_keep_their_id(rounds: Warehouse) -> None:
    known, kept = rounds.rows("""
        SELECT count(*), count(*) FILTER (WHERE a.truth_id = b.truth_id)
        FROM before AS b LEFT JOIN after AS a USING (entity_type, entity_id)
    """)[0]
    assert known > 2_000
    assert kept >= KEPT * known


def test_records_known_in_the_first_round_keep_their_entity(rounds: Warehouse) -> None:
    known, kept = rounds.rows("""
        SELECT count(*), count(*) FILTER (WHERE a.entity_id = b.entity_id)
        FROM first_links AS b LEFT JOIN identity.links AS a USING (dataset, batch, file, row_number, role, ordinal, entity_type)
        WHERE a.sheet IS NOT DISTINCT FROM b.sheet
    """)[0]
    assert known > 10_000
    assert kept >= KEPT * known


def test_no_id_becomes_somebody_else(rounds: Warehouse) -> None:
    changed = rounds.rows("""
        SELECT entity_type, entity_id, b.truth_id, a.truth_id
        FROM before AS b JOIN after AS a USING (entity_type, entity_id)
        WHERE a.truth_id <> b.truth_id
    """)
    assert changed == []


def test_an_id_once_given_stays_in_the_registry(rounds: Warehouse) -> None:
    lost = rounds.rows(
        "SELECT entity_id FROM before ANTI JOIN identity.registry AS r ON r.entity_id = before.entity_id"
    )
    assert lost == []


def test_an_id_that_was_given_is_first_known_to_the_version_that_gave_it(rounds: Warehouse) -> None:
    early, late = rounds.rows("""
        SELECT count(*) FILTER (WHERE r.first_version <> 1 AND b.entity_id IS NOT NULL),
            count(*) FILTER (WHERE r.first_version = 1 AND b.entity_id IS NULL)
        FROM identity.registry AS r LEFT JOIN before AS b USING (entity_type, entity_id)
    """)[0]
    assert (early, late) == (0, 0)
