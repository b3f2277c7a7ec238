"""Who is who in the sample county: few pairs of records are joined wrongly, few are missed. ``benchmarks/identity.py`` has more."""

import pytest
from running import Run
from truth import open_truth

# pairs of records whose subjects are one person, from counts by entity and true person; unlinked is nobody's
PAIRS = """
WITH mentions AS (
    SELECT t.truth_id, coalesce(l.entity_id, concat('unlinked', row_number() OVER ())) AS entity_id
    FROM truth.records AS t
    SEMI JOIN subjects AS s ON s.dataset = t.dataset AND s.role = t.role
    LEFT JOIN identity.links AS l
        ON (l.dataset, l.batch, l.file, l.role, l.entity_type) = (t.dataset, t.batch, t.file, t.role, t.entity_type)
        AND l.row_number = t.row_number AND l.sheet IS NOT DISTINCT FROM t.sheet AND l.ordinal = t.ordinal
    WHERE t.entity_type = 'person'
),

cells AS (SELECT entity_id, truth_id, count(*) AS n FROM mentions GROUP BY ALL)

SELECT
    (SELECT sum(n * (n - 1) // 2) FROM cells),
    (SELECT sum(n * (n - 1) // 2) FROM (SELECT sum(n) AS n FROM cells GROUP BY entity_id)),
    (SELECT sum(n * (n - 1) // 2) FROM (SELECT sum(n) AS n FROM cells GROUP BY truth_id))
"""


@pytest.fixture(scope="module")
def pairs(first: Run) -> tuple[int, int, int]:
    """Pairs that are right, pairs that were joined, pairs that are true."""
    with first.opened() as engine:
        open_truth(engine, first)
        (counts,) = engine.rows(PAIRS)
    return counts


def test_nearly_no_two_persons_are_one(pairs: tuple[int, int, int]) -> None:
    right, joined, true = pairs
    assert true > 50_000
    assert right >= 0.9995 * joined


def test_nearly_every_record_of_a_person_is_found(pairs: tuple[int, int, int]) -> None:
    right, _, true = pairs
    assert right >= 0.996 * true
