"""Which runs count as alive: run monitoring asks every half minute and fails the others."""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.launcher import WorkerStatus
from dagster._core.storage.tags import GRPC_INFO_TAG
from dagster._core.test_utils import create_run_for_test

from orchestration import instance as orchestration_instance
from orchestration.instance import BOOT_TAG, PID_TAG, boot_id, open_instance
from orchestration.settings import read_settings


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    with open_instance(read_settings(tmp_path / "home")) as opened:
        yield opened


def health(instance: dg.DagsterInstance, tags: Mapping[str, str]) -> WorkerStatus:
    """Health of a run with these tags that has started."""
    run = create_run_for_test(instance, job_name="core", status=dg.DagsterRunStatus.STARTED, tags=dict(tags))
    return instance.run_launcher.check_run_worker_health(run).status


def test_a_run_of_the_command_line_lives_as_long_as_its_process(instance: dg.DagsterInstance):
    with subprocess.Popen(["sleep", "60"]) as process:
        tags = {PID_TAG: str(process.pid), BOOT_TAG: boot_id()}
        assert health(instance, tags) == WorkerStatus.RUNNING
        process.kill()
        process.wait(10)
        assert health(instance, tags) == WorkerStatus.FAILED


def test_a_process_number_of_before_the_machine_started_means_nothing(instance: dg.DagsterInstance):
    with subprocess.Popen(["sleep", "60"]) as process:
        tags = {PID_TAG: str(process.pid), BOOT_TAG: "another start of the machine"}
        assert health(instance, tags) == WorkerStatus.FAILED
        process.kill()


def test_a_run_whose_code_server_is_gone_is_dead_though_it_names_a_living_process(
    instance: dg.DagsterInstance, tmp_path: Path
):
    with subprocess.Popen(["sleep", "60"]) as process:
        copied = {PID_TAG: str(process.pid), BOOT_TAG: boot_id()}
        assert health(instance, copied | _served_by(tmp_path / "gone.sock")) == WorkerStatus.FAILED
        process.kill()


def test_a_run_whose_code_server_does_not_answer_in_time_is_left_alone(
    instance: dg.DagsterInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(orchestration_instance, "ANSWER_SECONDS", 2)
    path = tmp_path / "busy.sock"
    with socket.socket(socket.AF_UNIX) as busy:
        busy.bind(str(path))
        busy.listen()
        assert health(instance, _served_by(path)) == WorkerStatus.RUNNING


def test_a_run_that_nobody_watches_is_left_to_its_maximum_runtime(instance: dg.DagsterInstance):
    assert health(instance, {}) == WorkerStatus.RUNNING


def _served_by(path: Path) -> dict[str, str]:
    return {GRPC_INFO_TAG: json.dumps({"socket": str(path), "host": "localhost"})}
