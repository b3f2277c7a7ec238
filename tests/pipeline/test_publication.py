"""Write, audit, publish: nothing unsound becomes current, and whoever reads is never disturbed."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest
from delivering import Delivery
from running import Run, opened, run_job
from village import HEAD, PARTY, SON, WIFE, member

NOBODY_IS_A_PARTY_MEMBER = """\
/*
title: 没有党员
asset: ledger.person
dimension: 准确性
severity: error
blocking: true
*/
SELECT person_id FROM ledger.person WHERE party_status IS NOT NULL
"""
LIST = Delivery(PARTY, "2026-02-28", [member(HEAD, "13700000009"), member(SON, "13700000008")], "党员.xls")


@pytest.fixture(scope="module", name="village")
def own_village(village: Run, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A copy of the village: what is delivered here is not there for others."""
    home = tmp_path_factory.mktemp("publication") / "home"
    shutil.copytree(village.home, home, symlinks=True)
    return replace(village, home=home, version=(home / "published" / "current").resolve())


@pytest.fixture
def failing_check(village: Run) -> Iterator[Path]:
    """A blocking check of the home's own that finds something."""
    check = village.home / "catalog" / "sql" / "checks" / "nobody_is_a_party_member.sql"
    check.parent.mkdir(parents=True)
    check.write_text(NOBODY_IS_A_PARTY_MEMBER, encoding="utf-8")
    yield check
    check.unlink()
    check.parent.rmdir()
    check.parent.parent.rmdir()


def content(published: Path) -> dict[str, bytes]:
    """What a reader of ``current`` sees."""
    current = published / "current"
    return {path.name: path.read_bytes() for path in sorted(current.iterdir())}


def test_a_blocking_check_that_fails_keeps_the_current_version(village: Run, failing_check: Path) -> None:
    before = content(village.home / "published")
    LIST.write(village.home)
    run = run_job(village.home)
    assert not run.success
    assert "nobody_is_a_party_member (2 rows)" in run.failures["publication__version"]
    assert run.checks["ledger.person: nobody_is_a_party_member"] is False
    assert run.version == village.version
    assert content(village.home / "published") == before
    receipts = village.home / "outbox/party_organization/receipts/party_member"
    assert list(receipts.glob("*_2026-02-28.html")), "the department is answered all the same"


@pytest.mark.parametrize(
    ("half", "batch"),
    [
        (["raw.party_member", "raw.files"], "2026-02-01"),
        (["raw.party_member", "staged.party_member", "raw.files"], "2026-02-02"),
        (["raw.party_member", "raw.deliveries", "raw.files"], "2026-02-03"),
    ],
    ids=["read", "staged", "accounted"],
)
def test_publication_refuses_when_half_of_the_graph_was_computed(
    by_and_by: Path, half: list[str], batch: str
) -> None:
    """Somebody materialized some tables in the UI, then the publication, which ``raw.files`` goes before."""
    home = by_and_by.parents[2]
    before = content(home / "published")
    replace(LIST, batch=batch, rows=[member(HEAD, f"137{batch[:4]}{batch[-2:]}00"), member(WIFE, "")]).write(
        home
    )
    run = run_job(home, only=[*half, "publication.version"])
    assert not run.success
    assert "materialize them first" in run.failures["publication__version"]
    assert content(home / "published") == before


@contextmanager
def reading_again_and_again(current: Path) -> Iterator[list[object]]:
    """A thread that opens ``current`` and reads it until the block ends; what it saw, or what disturbed it."""
    done, seen = Event(), []

    def read() -> None:
        while not done.is_set():
            try:
                with opened(current.resolve()) as engine:
                    seen.append(engine.rows("SELECT count(*), count(phone) FROM ledger.person"))
            except Exception as error:  # noqa: BLE001 - whatever it is, the reader was disturbed
                seen.append(error)

    reader = Thread(target=read)
    reader.start()
    try:
        yield seen
    finally:
        done.set()
        reader.join()


def test_who_reads_keeps_reading_while_a_version_is_published(village: Run) -> None:
    """One reader holds the version it opened, another opens ``current`` again and again."""
    current = village.home / "published" / "current"
    before = current.resolve()
    replace(LIST, batch="2026-03-31").write(village.home)
    with opened(before) as engine:
        expected = engine.rows("SELECT count(*) FROM ledger.golden_values")[0][0]
        held = engine.run("SELECT * FROM ledger.golden_values ORDER BY entity_id, element")
        read = len(held.fetchmany(5))
        with reading_again_and_again(current) as seen:
            run = run_job(village.home)
        assert run.success, run.failures
        assert current.resolve() == run.version != before
        assert read + len(held.fetchall()) == expected
    assert len(seen) > 10 and [trouble for trouble in seen if isinstance(trouble, Exception)] == []


def test_what_a_failing_check_held_up_is_published_by_the_next_run_without_it(village: Run) -> None:
    with opened(village.home / "published" / "current") as engine:
        assert engine.rows("SELECT name FROM ledger.person WHERE party_status IS NOT NULL ORDER BY name") == [
            (SON.name,),
            (HEAD.name,),
        ]


def test_the_version_before_is_kept(village: Run) -> None:
    versions = village.home / "published" / "versions"
    numbers = sorted(int(path.name) for path in versions.iterdir())
    assert numbers[0] == 1
    assert (village.home / "published" / "current").resolve().name == str(numbers[-1])
