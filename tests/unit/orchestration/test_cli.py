"""The command line says in a line what is wrong and what to do."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from orchestration.cli import main


def _call(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def test_help_tells_a_newcomer_where_deliveries_go_and_which_command_is_next() -> None:
    text = _call("--help").output
    assert "landing/<department>/<dataset>/<date>/" in text
    assert "yiyuan run --home HOME" in text


def test_check_counts_what_the_catalog_declares(tmp_path: Path) -> None:
    result = _call("check", "--home", str(tmp_path))
    assert result.exit_code == 0
    assert "27 sources" in result.output


def test_check_names_every_problem_with_file_and_line_and_shows_no_traceback(tmp_path: Path) -> None:
    parameters = tmp_path / "catalog" / "parameters"
    parameters.mkdir(parents=True)
    (parameters / "own.yml").write_text(
        "parameters:\n  limit:\n    titel: 上限\n    values: []\n", encoding="utf-8"
    )
    source = tmp_path / "catalog" / "sources" / "tax"
    source.mkdir(parents=True)
    (source / "broken.yml").write_text("title: [", encoding="utf-8")
    result = _call("check", "--home", str(tmp_path))
    assert result.exit_code == 1
    assert "own.yml:3" in result.output
    assert "broken.yml:" in result.output
    assert "Traceback" not in result.output


def test_check_refuses_sql_that_reads_a_table_nobody_makes(tmp_path: Path) -> None:
    checks = tmp_path / "catalog" / "sql" / "checks"
    checks.mkdir(parents=True)
    front = "/*\ntitle: 查\nasset: ledger.person\ndimension: 准确性\n*/\n"
    (checks / "lost.sql").write_text(front + "SELECT person_id FROM ledger.persons", encoding="utf-8")
    result = _call("check", "--home", str(tmp_path))
    assert result.exit_code == 1
    assert "unknown table ledger.persons" in result.output


def test_sql_prints_written_and_generated_tables_and_refuses_others(tmp_path: Path) -> None:
    home = str(tmp_path)
    assert "INNER JOIN" in _call("sql", "ledger.golden_values", "--home", home).output
    assert "id_number_issue" in _call("sql", "staged.household_register", "--home", home).output
    unknown = _call("sql", "ledger.nothing", "--home", home)
    assert unknown.exit_code == 1
    assert "no table ledger.nothing" in unknown.output


def test_run_on_a_folder_that_is_no_home_says_so(tmp_path: Path) -> None:
    result = _call("run", "--home", str(tmp_path / "elsewhere"))
    assert result.exit_code == 1
    assert "no folder `landing`" in result.output


def test_status_of_a_new_home_says_that_nothing_is_published(tmp_path: Path) -> None:
    (tmp_path / "landing").mkdir()
    result = _call("status", "--home", str(tmp_path))
    assert result.exit_code == 0
    assert "nothing yet" in result.output


def test_the_second_round_of_a_sample_asks_for_the_first(tmp_path: Path) -> None:
    result = _call("sample", "--scale", "0.001", "--round", "2", "--home", str(tmp_path))
    assert result.exit_code == 2
    assert "round 2 follows round 1" in result.output
    assert not (tmp_path / "landing").exists()
