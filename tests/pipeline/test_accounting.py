"""Every line of every delivered file is somewhere: header, ignored, quarantined, or linked to an entity."""

from collections.abc import Iterator

import pytest
from running import Run
from truth import open_truth

from sql.warehouse import Warehouse


@pytest.fixture(scope="module")
def published(first: Run) -> Iterator[Warehouse]:
    """The first version, with the truth of round 1 and the subject roles of the catalog beside it."""
    assert first.success, first.failures
    with first.opened() as engine:
        open_truth(engine, first)
        yield engine


def test_the_lines_of_every_file_divide_as_they_were_written(published: Warehouse) -> None:
    wrong = published.rows("""
        SELECT dataset, batch, file, t.lines, f.lines
        FROM truth.lines AS t
        FULL JOIN (SELECT f.* FROM raw.files AS f JOIN raw.deliveries AS d USING (dataset, batch) WHERE d.status = 'accepted') AS f
        USING (dataset, batch, file)
        WHERE t.lines IS DISTINCT FROM f.lines OR t.header_lines + t.ignored_lines <> f.header_lines + f.ignored
            OR t.broken_lines <> f.quarantined OR t.landed_lines + t.broken_lines <> f.landed
    """)
    assert wrong == []
    assert published.rows("SELECT count(*) FROM raw.files")[0][0] > 100


def test_the_lines_of_a_file_are_header_ignored_and_landed_ones(published: Warehouse) -> None:
    assert (
        published.rows("SELECT dataset, file FROM raw.files WHERE lines <> header_lines + ignored + landed")
        == []
    )


def test_every_landed_line_of_a_file_is_linked_or_quarantined_and_never_both(published: Warehouse) -> None:
    uneven = published.rows("""
        WITH linked AS (SELECT DISTINCT dataset, batch, file, sheet, row_number FROM identity.links),
        used AS (
            SELECT dataset, batch, file, count(*) AS lines
            FROM (FROM linked UNION ALL SELECT dataset, batch, file, sheet, row_number FROM quarantine.rows)
            GROUP BY ALL
        )
        SELECT dataset, batch, file, f.landed, u.lines
        FROM raw.files AS f FULL JOIN used AS u USING (dataset, batch, file)
        WHERE f.status IS DISTINCT FROM 'refused' AND coalesce(f.landed, -1) <> coalesce(u.lines, 0)
    """)
    assert uneven == []


def test_every_true_record_is_linked_for_its_subject_or_quarantined(published: Warehouse) -> None:
    lost = published.rows("""
        SELECT t.dataset, t.batch, t.file, t.sheet, t.row_number, t.role
        FROM truth.records AS t
        JOIN subjects AS s USING (dataset, role)
        LEFT JOIN identity.links AS l
            ON (l.dataset, l.batch, l.file, l.role, l.entity_type) = (t.dataset, t.batch, t.file, t.role, t.entity_type)
            AND l.row_number = t.row_number AND l.sheet IS NOT DISTINCT FROM t.sheet
        LEFT JOIN quarantine.rows AS q
            ON (q.dataset, q.batch, q.file) = (t.dataset, t.batch, t.file)
            AND q.row_number = t.row_number AND q.sheet IS NOT DISTINCT FROM t.sheet
        WHERE l.entity_id IS NULL AND q.reason IS NULL
    """)
    assert lost == []
    assert (
        published.rows("SELECT count(*) FROM truth.records JOIN subjects USING (dataset, role)")[0][0]
        > 10_000
    )


def test_what_is_quarantined_carries_a_known_reason_and_its_text(published: Warehouse) -> None:
    assert published.rows("SELECT count(*) FROM quarantine.rows")[0][0] > 0
    assert (
        published.rows("SELECT * FROM quarantine.rows WHERE nullif(raw, '') IS NULL OR NOT json_valid(raw)")
        == []
    )
    unknown = published.rows(
        "SELECT DISTINCT reason FROM quarantine.rows ANTI JOIN catalog.issues ON reason = code"
    )
    assert unknown == []


def test_what_is_ignored_carries_its_reason(published: Warehouse) -> None:
    counted = published.rows("SELECT sum(header_lines + ignored) FROM raw.files WHERE status = 'accepted'")
    assert published.rows("SELECT count(*) FROM raw.ignored") == counted
    assert published.rows("SELECT * FROM raw.ignored WHERE reason IS NULL") == []
