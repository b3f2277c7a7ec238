"""Runs that are due, overlap, or lose their worker, with a real PostgreSQL as Dagster's storage."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from running_service import Run, Service, eventually, serving

pytestmark = pytest.mark.timeout(600)
EVERY_MINUTE = "* * * * *"
Locked = Callable[[Path], AbstractContextManager[None]]


@pytest.fixture(scope="module")
def service(
    empty_home: Callable[[], Path], deliver: Callable[[Path, str], None], postgresql_url: str
) -> Iterator[Service]:
    home = empty_home()
    deliver(home, "party_organization/party_member")
    with serving(home, YIYUAN_POSTGRES_URL=postgresql_url, YIYUAN_CORE_CRON=EVERY_MINUTE) as running:
        yield running


@pytest.fixture(scope="module")
def scheduled(service: Service) -> Run:
    """The run that the daily schedule asked for; afterwards it is switched off, for the other tests' sake."""
    run = service.await_run(
        "the schedule fires", lambda r: r.tags.get("dagster/schedule_name") == "daily_core"
    )
    _switch_off(service, "daily_core")
    return service.await_status(run.id, "SUCCESS")


@pytest.fixture
def quiet(service: Service, scheduled: Run) -> Service:
    """The service when nothing runs."""
    eventually("all runs ended", 300, lambda: all(r.finished for r in service.runs().values()))
    return service


def test_the_daemon_fires_the_schedule_and_the_run_is_green(service: Service, scheduled: Run):
    assert scheduled.job == "core"
    assert (service.home / "published" / "current" / "ledger.person.parquet").exists()


def test_postgresql_is_the_only_storage(service: Service, scheduled: Run):
    assert not list((service.home / "dagster").rglob("*.db"))


def test_a_second_run_queues_and_the_command_line_waits_until_all_are_green(quiet: Service, locked: Locked):
    with locked(quiet.home):
        first, second = quiet.launch(), quiet.launch()
        quiet.await_status(first, "STARTED")
        command = quiet.command("run", "--no-reports")
        own = quiet.await_run(
            "the command line's run", lambda r: "yiyuan/pid" in r.tags and r.status == "STARTED"
        )
        _await_monitoring(quiet, own.id, first)
        statuses = {run_id: run.status for run_id, run in quiet.runs().items()}
        assert (statuses[first], statuses[second], statuses[own.id]) == ("STARTED", "QUEUED", "STARTED")
    output, _ = command.communicate(timeout=300)
    assert command.returncode == 0, output
    for run_id in (first, second, own.id):
        quiet.await_status(run_id, "SUCCESS")


def test_a_killed_worker_fails_its_run_frees_the_slot_and_is_retried(quiet: Service, locked: Locked):
    with locked(quiet.home):
        killed = quiet.launch()
        quiet.await_status(killed, "STARTED")
        os.kill(_worker(quiet, killed), signal.SIGKILL)
        quiet.await_status(killed, "FAILURE")
        retry = quiet.await_run("the retry", lambda r: r.parent == killed)
        quiet.await_status(retry.id, "STARTED")
    quiet.await_status(retry.id, "SUCCESS")


def test_a_killed_command_line_run_is_failed_by_monitoring(quiet: Service, locked: Locked):
    with locked(quiet.home):
        command = quiet.command("run", "--no-reports")
        own = quiet.await_run(
            "the command line's run",
            lambda r: r.tags.get("yiyuan/pid") == str(command.pid) and r.status == "STARTED",
        )
        os.killpg(command.pid, signal.SIGKILL)
        command.communicate(timeout=20)
        quiet.await_status(own.id, "FAILURE", seconds=180)
        after = quiet.launch()
        quiet.await_status(after, "STARTED")
    quiet.await_status(after, "SUCCESS")


def _switch_off(service: Service, schedule: str) -> None:
    answer = service.ask(
        """query($name: String!) { scheduleOrError(scheduleSelector: {repositoryLocationName: "yiyuan",
           repositoryName: "__repository__", scheduleName: $name}) { ... on Schedule { scheduleState { id } } } }""",
        name=schedule,
    )
    stopped = service.ask(
        """mutation($id: String!) { stopRunningSchedule(id: $id) {
           ... on ScheduleStateResult { scheduleState { status } } } }""",
        id=answer["scheduleOrError"]["scheduleState"]["id"],
    )
    assert stopped["stopRunningSchedule"]["scheduleState"]["status"] == "STOPPED"


def _worker(service: Service, run_id: str) -> int:
    """The process that executes a launched run, as its own first event says."""
    told = eventually(
        "the run says its process", 30, lambda: re.search(r"\(pid: (\d+)\)", str(service.messages(run_id)))
    )
    return int(told.group(1))


def _await_monitoring(service: Service, *run_ids: str) -> None:
    """Until run monitoring has looked at each of the runs."""
    eventually(
        "run monitoring looked", 180,
        lambda: all(f"Checking run {run_id}" in service.log.read_text() for run_id in run_ids),
    )  # fmt: skip
