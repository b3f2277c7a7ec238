"""Runs that are due, overlap, or lose their worker, with a real PostgreSQL as Dagster's storage."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from running_service import Run, Service, eventually, serving

from orchestration.instance import PID_TAG

pytestmark = pytest.mark.timeout(600)
EVERY_MINUTE = "* * * * *"
TABLE = "catalog.departments"
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


def test_runs_that_overlap_wait_their_turn_and_only_the_killed_one_fails(quiet: Service, locked: Locked):
    with locked(quiet.home):
        first, second = quiet.launch(TABLE), quiet.launch(TABLE)
        quiet.await_status(first, "STARTED")
        (live, live_run), (doomed, doomed_run) = _commanded(quiet), _commanded(quiet)
        os.killpg(doomed.pid, signal.SIGKILL)
        doomed.communicate(timeout=30)
        quiet.await_status(
            doomed_run, "FAILURE"
        )  # by run monitoring, which looks at all of them in one round
        statuses = {run_id: run.status for run_id, run in quiet.runs().items()}
        assert (statuses[first], statuses[second], statuses[live_run]) == ("STARTED", "QUEUED", "STARTED")
    output, _ = live.communicate(timeout=300)
    assert live.returncode == 0, output
    for run_id in (first, second, live_run):
        quiet.await_status(run_id, "SUCCESS")


def test_a_killed_worker_fails_its_run_frees_the_slot_and_is_retried(quiet: Service, locked: Locked):
    with locked(quiet.home):
        killed = quiet.launch(TABLE)
        quiet.await_status(killed, "STARTED")
        os.kill(_worker(quiet, killed), signal.SIGKILL)
        quiet.await_status(killed, "FAILURE")
        retry = quiet.await_run("the retry", lambda r: r.parent == killed)
        quiet.await_status(retry.id, "STARTED")
    quiet.await_status(retry.id, "SUCCESS")
    assert quiet.runs()[killed].status == "FAILURE", "the run that lost its worker stays failed"


def _commanded(service: Service) -> tuple[subprocess.Popen[str], str]:
    """``yiyuan run`` when its run has started, and the run's id."""
    command = service.command("run", "--no-reports")
    run = service.await_run(
        "the command line's run",
        lambda r: r.tags.get(PID_TAG) == str(command.pid) and r.status == "STARTED",
    )
    return command, run.id


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
