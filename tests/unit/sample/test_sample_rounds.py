"""Rounds tell one story: what was true stays true, lists lose who left, old batches come late and again."""

import hashlib
from pathlib import Path

import pytest
from delivered_files import grids, truth

from sample.county import write_county
from sample.timeline import iso, round_day


def _hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    for home in ("one", "two"):
        for round_number in (1, 2):
            write_county(tmp_path / home, 0.001, 5, round_number)
    assert _hashes(tmp_path / "one") == _hashes(tmp_path / "two")


def test_another_seed_is_another_county(tmp_path: Path, first_round: Path) -> None:
    write_county(tmp_path, 0.001, 6)
    query = "select name from person where person_id < 200 order by person_id"
    assert truth(tmp_path, query) != truth(first_round, query)


def test_rounds_end_with_months() -> None:
    assert [iso(round_day(number)) for number in (1, 2, 3, 12)] == [
        "2025-12-31",
        "2026-01-31",
        "2026-02-28",
        "2026-11-30",
    ]
    with pytest.raises(ValueError):
        round_day(13)


def test_round_two_leaves_the_files_of_round_one_alone(first_round: Path, two_rounds: Path) -> None:
    before, after = _hashes(first_round / "landing"), _hashes(two_rounds / "landing")
    assert before.items() <= after.items() and len(after) > len(before)


def test_truth_of_round_one_is_kept_in_round_two(first_round: Path, two_rounds: Path) -> None:
    for table in ("records", "defects", "lines"):
        query = f"""
            select * from {table}
            where batch <= '2025-12-31.2' and batch not in ('2025-12-15', '2025-11-30.2') order by all"""
        before = truth(first_round, query)
        assert before
        assert before == truth(two_rounds, query)


def test_leavers_vanish_from_full_lists_and_newcomers_appear(two_rounds: Path) -> None:
    query = """select truth_id from records where dataset = 'enrollment' and role = 'self' and batch = '{}'"""
    old, new = (set(truth(two_rounds, query.format(batch))) for batch in ("2025-12-31", "2026-01-31"))
    assert old - new and new - old


def test_a_late_batch_brings_what_round_one_left_out(two_rounds: Path) -> None:
    late = truth(
        two_rounds,
        """
        select truth_id from records where batch = '2025-12-15' and role = 'deceased'""",
    )
    others = truth(
        two_rounds,
        """
        select truth_id from records
        where dataset = 'death_certificate' and batch != '2025-12-15' and role = 'deceased'""",
    )
    assert late and not set(late) & set(others)


def test_a_batch_sent_again_is_identical_and_speaks_of_the_same_people(two_rounds: Path) -> None:
    landing = two_rounds / "landing/civil_affairs/marriage_registration"
    assert _hashes(landing / "2025-11-30") == _hashes(landing / "2025-11-30.2")
    query = """
        select file, row_number, role, truth_id from records
        where batch = '{}' and dataset = 'marriage_registration'"""
    first, again = (
        sorted(truth(two_rounds, query.format(batch))) for batch in ("2025-11-30", "2025-11-30.2")
    )
    assert first == again


def test_deltas_say_what_they_do(two_rounds: Path) -> None:
    folder = two_rounds / "landing/public_security/household_register"
    operations = {}
    for batch in ("2025-11-30", "2025-12-31", "2026-01-31"):
        (file,) = (folder / batch).glob("*.csv")
        header, *rows = grids(file)[None].values()
        operations[batch] = {row[0] for row in rows if len(row) == len(header)}
    assert operations["2025-11-30"] == {"新增"}
    assert "修改" in operations["2025-12-31"] and "修改" in operations["2026-01-31"]


def test_the_dead_are_paid_and_found_in_the_leads(two_rounds: Path) -> None:
    leads = truth(two_rounds, "select distinct truth_id from leads where rule = 'W-02'")
    assert leads
    assert not truth(
        two_rounds,
        """
        from leads where rule = 'W-02'
        and truth_id in (select person_id from person where alive or not death_reported)""",
    )
    assert not truth(
        two_rounds,
        """
        from leads where rule = 'W-01' and round = 2
        and truth_id not in (select person_id from person where birth_date <= date '1946-01-31')""",
    )


def test_some_defects_are_corrected_a_round_later(two_rounds: Path) -> None:
    query = """
        select "column", original from defects
        where dataset = 'health_record' and code = 'N-01' and batch = '{}'"""
    old, new = (truth(two_rounds, query.format(batch)) for batch in ("2025-12-31", "2026-01-31"))
    assert set(old) - set(new) and len(set(old) & set(new)) > len(old) / 2
