"""Refused, redelivered and unfinished batches: the rest goes on, and nothing half-read is used."""

from pathlib import Path

from running import Run

FROM_LINKS = "SELECT DISTINCT batch FROM identity.links WHERE dataset = ? ORDER BY batch"


def test_a_batch_whose_manifest_does_not_fit_leaves_nothing(first: Run) -> None:
    with first.opened() as version:
        refused = version.rows("SELECT dataset, batch, reason FROM raw.deliveries WHERE status = 'refused'")
        assert refused == [("disability_certificate", "2025-12-31", "MANIFEST")]
        for table in (
            "identity.links",
            "ledger.golden_values",
            "ledger.source_values",
            "raw.ignored",
            "quarantine.rows",
        ):
            source = "dataset" if table in ("identity.links", "raw.ignored", "quarantine.rows") else "source"
            of_batch = f"FROM {table} WHERE {source} = 'disability_certificate' AND batch = '2025-12-31'"
            assert version.rows(f"SELECT count(*) {of_batch}") == [(0,)], table


def test_the_redelivery_of_a_refused_batch_is_used(first: Run) -> None:
    with first.opened() as version:
        assert version.rows(FROM_LINKS, ["disability_certificate"]) == [("2025-12-31.2",)]
        golden = "SELECT DISTINCT batch FROM ledger.golden_values WHERE source = 'disability_certificate'"
        assert version.rows(golden) == [("2025-12-31.2",)]


def test_the_owner_of_a_refused_batch_is_told_why(first: Run) -> None:
    with first.opened() as version:
        told = version.rows("SELECT department, rule FROM findings.all WHERE rule = 'MANIFEST'")
        assert told == [("disabled_federation", "MANIFEST")]


def test_a_batch_without_ready_waits_and_is_not_read(first: Run) -> None:
    assert not (first.home / "landing/political_legal/grid_event/2025-12-31.2/_READY").exists()
    with first.opened() as version:
        waiting = version.rows("SELECT dataset, batch, reason FROM raw.deliveries WHERE status = 'waiting'")
        assert waiting == [("grid_event", "2025-12-31.2", None)]
        assert "2025-12-31.2" not in {batch for (batch,) in version.rows(FROM_LINKS, ["grid_event"])}


def test_an_unreadable_file_is_refused_and_the_rest_of_its_batch_goes_on(first: Run) -> None:
    with first.opened() as version:
        refused = version.rows(
            "SELECT dataset, batch, reason FROM raw.files WHERE status = 'refused' AND reason <> 'MANIFEST' ORDER BY ALL"
        )
        assert refused == [
            ("rural_dilapidated_house", "2025-12-31", "F-11"),
            ("student_enrollment", "2025-12-31", "UNREADABLE"),
        ]
        assert version.rows(FROM_LINKS, ["student_enrollment"]) == [("2025-12-31",)]


def test_the_landing_is_never_written_to(first: Run) -> None:
    delivered = {path.name for path in (first.home / "landing").rglob("*") if path.is_file()}
    published = first.version or Path()
    assert delivered and not any(path.name in delivered for path in published.iterdir())
