"""Dagster's instance of a home: storage, queue, monitoring.

With ``sqlite_storage`` the one place where Dagster's less public classes are used.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dagster as dg
import grpc
import yaml
from dagster._core.errors import DagsterUserCodeUnreachableError
from dagster._core.launcher import CheckRunHealthResult, DefaultRunLauncher, WorkerStatus
from dagster._core.storage.dagster_run import DagsterRun
from dagster._grpc.types import CanCancelExecutionRequest, CanCancelExecutionResult
from dagster._serdes import ConfigurableClassData, deserialize_value
from dagster_postgres import DagsterPostgresStorage

from orchestration.settings import Settings

PID_TAG = "yiyuan/pid"
BOOT_TAG = "yiyuan/boot"
MAX_RUNTIME_SECONDS = 6 * 3600
ANSWER_SECONDS = 20


class UrlPostgresStorage(DagsterPostgresStorage):
    """Dagster's PostgreSQL storage from one URL; SQLAlchemy 2.1 wants the driver named in it."""

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        """One setting: ``postgres_url``."""
        return {"postgres_url": dg.StringSource}

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> "UrlPostgresStorage":
        """Read the URL, with or without the driver."""
        url = config_value["postgres_url"]
        scheme, rest = url.split("://", 1)
        return cls(postgres_url=f"{scheme.split('+')[0]}+psycopg2://{rest}", inst_data=inst_data)


class WatchedLauncher(DefaultRunLauncher):
    """The default launcher with a health check: a run whose worker is gone must not keep its slot for ever."""

    @property
    def supports_check_run_worker_health(self) -> bool:
        """Run monitoring asks."""
        return True

    def check_run_worker_health(self, run: DagsterRun) -> CheckRunHealthResult:
        """A launched run is alive while its code server says so, one of the command line while its process is.

        A run executed anew from the command line's carries the old process id too: being launched outranks it.
        """
        client = self._get_grpc_client_for_termination(run.run_id)
        if client is None:
            return _own_health(run)
        try:
            answer = client.can_cancel_execution(
                CanCancelExecutionRequest(run_id=run.run_id), timeout=ANSWER_SECONDS
            )
        except DagsterUserCodeUnreachableError as error:
            if _is_gone(error):
                return CheckRunHealthResult(WorkerStatus.FAILED, "its code server is gone")
            return CheckRunHealthResult(WorkerStatus.RUNNING, "its code server is busy")
        known = deserialize_value(answer, CanCancelExecutionResult).can_cancel
        return CheckRunHealthResult(
            WorkerStatus.RUNNING if known else WorkerStatus.FAILED, "its worker is gone"
        )


def _is_gone(error: DagsterUserCodeUnreachableError) -> bool:
    """Whether nobody listens any more; a server that only takes too long to answer still has its runs."""
    cause = error.__cause__
    return isinstance(cause, grpc.Call) and cause.code() == grpc.StatusCode.UNAVAILABLE


def boot_id() -> str:
    """Identity of this start of the machine; a process id says nothing after another one."""
    path = Path("/proc/sys/kernel/random/boot_id")
    return path.read_text().strip() if path.is_file() else "unknown"


def _own_health(run: DagsterRun) -> CheckRunHealthResult:
    """Health of a run that nobody launched; without our tags nothing is known, and its maximum runtime ends it."""
    if PID_TAG not in run.tags:
        return CheckRunHealthResult(WorkerStatus.RUNNING, "executed by a process that did not say which")
    alive = run.tags.get(BOOT_TAG) == boot_id() and _is_process(int(run.tags[PID_TAG]))
    return CheckRunHealthResult(WorkerStatus.RUNNING if alive else WorkerStatus.FAILED, "command line")


def _is_process(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def own_tags() -> dict[str, str]:
    """Tags of a run that this process executes itself."""
    return {PID_TAG: str(os.getpid()), BOOT_TAG: boot_id()}


def instance_config(settings: Settings) -> dict[str, Any]:
    """The content of ``dagster.yaml``: queue, monitoring and retries on, telemetry and compute logs off."""
    return {
        "telemetry": {"enabled": False},
        "nux": {"enabled": False},
        "run_launcher": {"module": "orchestration.instance", "class": "WatchedLauncher"},
        "concurrency": {
            "pools": {"granularity": "run", "default_limit": 1},
            "runs": {"max_concurrent_runs": 2},
        },
        "run_monitoring": {
            "enabled": True,
            "poll_interval_seconds": 30,
            "start_timeout_seconds": 300,
            "max_runtime_seconds": MAX_RUNTIME_SECONDS,
            "free_slots_after_run_end_seconds": 60,
        },
        "run_retries": {"enabled": True, "max_retries": 2, "retry_on_asset_or_op_failure": False},
        "compute_logs": {
            "module": "dagster._core.storage.noop_compute_log_manager",
            "class": "NoOpComputeLogManager",
        },
        "storage": {"custom": _storage(settings)},
    }


def _storage(settings: Settings) -> dict[str, Any]:
    """Where runs and events are kept: the PostgreSQL of the settings, else files of the home."""
    if settings.postgres_url:
        where: dict[str, Any] = {"postgres_url": {"env": "YIYUAN_POSTGRES_URL"}}
        return {"module": "orchestration.instance", "class": "UrlPostgresStorage", "config": where}
    where = {"base_dir": str(_dagster_folder(settings))}
    return {"module": "orchestration.sqlite_storage", "class": "OpenSqliteStorage", "config": where}


def _dagster_folder(settings: Settings) -> Path:
    """``DAGSTER_HOME`` of a home."""
    return settings.home / "dagster"


def dagster_home(settings: Settings) -> Path:
    """The home's ``dagster`` folder with its ``dagster.yaml``, written where it differs."""
    folder = _dagster_folder(settings)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = yaml.safe_dump(instance_config(settings), sort_keys=False)
    path = folder / "dagster.yaml"
    if not path.is_file() or path.read_text() != text:
        path.write_text(text)
    return folder


def open_instance(settings: Settings) -> dg.DagsterInstance:
    """The instance of a home, as ``yiyuan run`` uses it."""
    return dg.DagsterInstance.from_config(str(dagster_home(settings)))
