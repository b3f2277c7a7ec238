"""Dagster's SQLite storage with files kept open: nothing lost, seen by others at once, and no more open than said."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest
from running_service import environment, eventually

from orchestration import sqlite_storage
from orchestration.instance import dagster_home, open_instance
from orchestration.settings import read_settings

ANOTHER_PROCESS = """
import sys, dagster as dg
from dagster._core.storage.dagster_run import DagsterRun
with dg.DagsterInstance.from_config(sys.argv[1]) as instance:
    instance.report_engine_event(sys.argv[3], instance.get_run_by_id(sys.argv[2]))
"""


@dg.asset
def table() -> None:
    """An asset that is only materialized."""


JOB = dg.Definitions(assets=[table], jobs=[dg.define_asset_job("job")]).resolve_job_def("job")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_what_a_process_wrote_is_read_by_the_next(home: Path):
    settings = read_settings(home)
    with open_instance(settings) as instance:
        run_id = JOB.execute_in_process(instance=instance).run_id
    with open_instance(settings) as instance:
        run = instance.get_run_by_id(run_id)
        assert run is not None
        assert run.status == dg.DagsterRunStatus.SUCCESS
        assert instance.get_latest_materialization_event(dg.AssetKey("table")) is not None


def test_whoever_follows_a_run_sees_what_another_process_writes(home: Path):
    settings = read_settings(home)
    with open_instance(settings) as instance:
        run_id = JOB.execute_in_process(instance=instance).run_id
        seen: list[str] = []
        instance.event_log_storage.watch(run_id, None, lambda event, _: seen.append(event.message))
        subprocess.run(
            [sys.executable, "-c", ANOTHER_PROCESS, str(dagster_home(settings)), run_id, "written elsewhere"],
            env=environment(home), check=True, timeout=60,
        )  # fmt: skip
        eventually(
            "the other process's event", 10, lambda: any("written elsewhere" in message for message in seen)
        )
        assert sum("written elsewhere" in message for message in seen) == 1, "told once"


def test_a_process_keeps_few_files_open_and_none_at_the_end(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sqlite_storage, "OPEN_RUNS", 3)
    with open_instance(read_settings(home)) as instance:
        for _ in range(6):
            assert JOB.execute_in_process(instance=instance).success
        runs = instance.get_runs()
        assert len(runs) == 6
        assert all(instance.all_logs(run.run_id) for run in runs)
        assert len(_open_events(home)) <= 3
    assert _open_events(home) == set()


def _open_events(home: Path) -> set[Path]:
    """The event files that this process holds open."""
    descriptors = (p for p in Path("/proc/self/fd").iterdir() if p.is_symlink())
    files = {p.resolve() for p in descriptors}
    return {f for f in files if home in f.parents and f.suffix == ".db" and f.parent.name == "runs"}
