"""``yiyuan up`` on a home as a process of its own, and what one asks it over GraphQL."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

YIYUAN = str(Path(sys.executable).with_name("yiyuan"))
WATCHED = Path(__file__).with_name("watched")
FINISHED = {"SUCCESS", "FAILURE", "CANCELED"}
T = TypeVar("T")

RUN_FIELDS = "runId jobName status tags { key value } parentRunId"
LAUNCH = """mutation($job: String!, $only: [AssetKeyInput!]) { launchRun(executionParams: { mode: "default",
  selector: {repositoryLocationName: "yiyuan", repositoryName: "__repository__", jobName: $job, assetSelection: $only,
             assetCheckSelection: []}})
  { __typename ... on LaunchRunSuccess { run { runId } } } }"""


def eventually(what: str, seconds: float, look: Callable[[], T | None]) -> T:
    """What ``look`` finds, as soon as it is not None or False; fails by name when it never comes."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.5)
    raise AssertionError(f"not within {seconds:.0f} s: {what}")


def watched(folder: Path) -> dict[str, str]:
    """Variables under which every Python process notes in ``calls.log`` whom it calls outside of this machine."""
    return {"PYTHONPATH": str(WATCHED), "CALLS_LOG": str(folder / "calls.log")}


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(home: Path, **more: str) -> dict[str, str]:
    """This process's environment for a home; compiled modules are kept, or each of the many processes compiles anew."""
    inherited = {
        k: v for k, v in os.environ.items() if not k.startswith(("YIYUAN_", "DAGSTER_", "GX_", "PYTHONDONT"))
    }
    return inherited | {"YIYUAN_HOME": str(home), "YIYUAN_MEMORY": "1GB", "HOME": str(home.parent)} | more


@dataclass(frozen=True)
class Run:
    """One run as the instance knows it."""

    id: str
    job: str
    status: str
    tags: Mapping[str, str]
    parent: str | None

    @property
    def finished(self) -> bool:
        """Whether it will change no more."""
        return self.status in FINISHED


@dataclass(frozen=True)
class Service:
    """A running webserver and daemon."""

    home: Path
    port: int
    log: Path
    environment: Mapping[str, str]

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """The data of a GraphQL answer; fails on an error in it."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            told = json.load(answer)
        assert "errors" not in told, told["errors"]
        return told["data"]

    def launch(self, table: str) -> str:
        """Id of a run of ``core`` for one table, asked for as the UI does; it needs the warehouse as the whole does."""
        answer = self.ask(LAUNCH, job="core", only=[{"path": table.split(".")}])["launchRun"]
        assert answer["__typename"] == "LaunchRunSuccess", answer
        return answer["run"]["runId"]

    def runs(self) -> dict[str, Run]:
        """All runs by id, the newest first."""
        answer = self.ask(f"{{ runsOrError {{ ... on Runs {{ results {{ {RUN_FIELDS} }} }} }} }}")
        return {
            r["runId"]: Run(r["runId"], r["jobName"], r["status"], {t["key"]: t["value"] for t in r["tags"]}, r["parentRunId"])
            for r in answer["runsOrError"]["results"]
        }  # fmt: skip

    def await_status(self, run_id: str, *statuses: str, seconds: float = 300) -> Run:
        """The run when it has one of the statuses."""

        def look() -> Run | None:
            run = self.runs()[run_id]
            assert not run.finished or run.status in statuses, f"{run.status}: {self.messages(run_id)}"
            return run if run.status in statuses else None

        return eventually(f"run {statuses}", seconds, look)

    def await_run(self, what: str, chosen: Callable[[Run], bool], seconds: float = 180) -> Run:
        """The first run of the kind wanted."""
        return eventually(what, seconds, lambda: next((r for r in self.runs().values() if chosen(r)), None))

    def messages(self, run_id: str) -> list[str]:
        """What the event log says of a run, the steps' own events left out."""
        answer = self.ask(
            """query($id: ID!) { logsForRun(runId: $id) { ... on EventConnection { events {
               ... on EngineEvent { message error { message } } ... on RunFailureEvent { message } ... on ExecutionStepFailureEvent {
                 stepKey message error { message cause { message } } } } } } }""",
            id=run_id,
        )
        return [str(event) for event in answer["logsForRun"]["events"] if event]

    def command(self, *arguments: str) -> subprocess.Popen[str]:
        """``yiyuan`` on this home, started; what it prints is on its ``stdout``."""
        return subprocess.Popen(
            [YIYUAN, *arguments], env=dict(self.environment), text=True, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def answers(self) -> bool:
        """Whether the webserver is there and has loaded the code location."""
        try:
            answer = self.ask("{ repositoriesOrError { ... on RepositoryConnection { nodes { name } } } }")
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False
        return bool(answer["repositoriesOrError"].get("nodes"))


@contextmanager
def serving(home: Path, **more: str) -> Iterator[Service]:
    """``yiyuan up`` while the block lasts; every process it started is ended with it."""
    service = Service(home, free_port(), home.parent / "service.log", environment(home, **more))
    with service.log.open("w") as log:
        process = subprocess.Popen(
            [YIYUAN, "up", "--port", str(service.port)], env=dict(service.environment), cwd=home.parent,
            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            eventually(
                "the webserver answers",
                150,
                lambda: service.answers() or _fail_if_ended(process, service.log),
            )
            yield service
        finally:
            _end(process)


def _fail_if_ended(process: subprocess.Popen[bytes], log: Path) -> None:
    assert process.poll() is None, f"the service ended:\n{log.read_text()[-3000:]}"


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ctrl-C for the whole group, as a terminal sends it; what does not heed it is killed."""
    os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
