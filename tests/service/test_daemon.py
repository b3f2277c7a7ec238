"""The daemon and the webserver as ``yiyuan up`` starts them, on SQLite: the landing sensor at work."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser import shown_page
from running_service import Run, Service, serving, watched

pytestmark = pytest.mark.timeout(600)
DELIVERED = "party_organization/party_member"


@pytest.fixture(scope="module")
def service(empty_home: Callable[[], Path]) -> Iterator[Service]:
    home = empty_home()
    with serving(home, **watched(home.parent)) as running:
        yield running


@pytest.fixture(scope="module")
def sensed(service: Service, deliver: Callable[[Path, str], None]) -> Run:
    """The run that the sensor asked for after a delivery was dropped."""
    deliver(service.home, DELIVERED)
    run = service.await_run(
        "the sensor asks for a run", lambda r: r.tags.get("dagster/sensor_name") == "landing"
    )
    return service.await_status(run.id, "SUCCESS")


def test_sensor_and_schedules_run_without_being_switched_on(service: Service):
    answer = service.ask(
        """{ sensorsOrError(repositorySelector: {repositoryLocationName: "yiyuan", repositoryName: "__repository__"})
             { ... on Sensors { results { name sensorState { status } } } }
           schedulesOrError(repositorySelector: {repositoryLocationName: "yiyuan", repositoryName: "__repository__"})
             { ... on Schedules { results { name scheduleState { status } } } } }"""
    )
    sensors = {s["name"]: s["sensorState"]["status"] for s in answer["sensorsOrError"]["results"]}
    schedules = {s["name"]: s["scheduleState"]["status"] for s in answer["schedulesOrError"]["results"]}
    assert sensors == dict.fromkeys(("landing", "outbox"), "RUNNING")
    names = ("daily_core", "monthly_reports", "monthly_quality", "weekly_digest", "daily_send")
    assert schedules == dict.fromkeys(names, "RUNNING")


def test_a_delivery_with_ready_is_seen_and_ends_published(service: Service, sensed: Run):
    assert sensed.job == "core"
    assert (service.home / "published" / "current" / "ledger.person.parquet").exists()


def test_a_delivery_that_was_read_asks_for_no_second_run(service: Service, sensed: Run):
    asked = [r for r in service.runs().values() if r.tags.get("dagster/sensor_name") == "landing"]
    assert asked == [sensed]


def test_the_ui_shows_a_group_for_each_layer(service: Service, sensed: Run, chromium: Path):
    page = shown_page(chromium, f"http://127.0.0.1:{service.port}/asset-groups")
    layers = {
        "raw",
        "staged",
        "quarantine",
        "findings",
        "identity",
        "ledger",
        "alerts",
        "publication",
        "reports",
        "quality",
    }
    assert layers <= set(page.words), f"missing {layers - set(page.words)}"


def test_the_ui_shows_the_run_green(service: Service, sensed: Run, chromium: Path):
    page = shown_page(chromium, f"http://127.0.0.1:{service.port}/runs/{sensed.id}")
    assert page.title == f"Runs | core | {sensed.id[:8]} [SUCCESS]"


def test_the_ui_is_told_that_telemetry_is_off(service: Service, sensed: Run, chromium: Path):
    assert '"telemetryEnabled": false' in shown_page(chromium, f"http://127.0.0.1:{service.port}/").html


def test_no_process_calls_out(service: Service, sensed: Run):
    calls = service.home.parent / "calls.log"
    assert not calls.exists(), calls.read_text()
    # and it would have been noted
    probe = "import sys; sys.audit('socket.getaddrinfo', 'telemetry.invalid', 443, 0, 0, 0)"
    subprocess.run([sys.executable, "-c", probe], env=dict(service.environment), check=True, timeout=60)
    assert calls.read_text() == "socket.getaddrinfo telemetry.invalid\n"


def test_nothing_is_kept_for_telemetry(service: Service, sensed: Run):
    kept = [p for p in service.home.parent.rglob("*") if "telemetry" in p.name]
    assert kept == []
