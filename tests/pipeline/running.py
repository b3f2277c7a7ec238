"""Runs the real graph on a home in this process, as ``yiyuan run`` does, and says what became of every table."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import dagster as dg

from assets.county import County
from assets.publication.publish import current_version
from orchestration.instance import own_tags
from orchestration.settings import read_settings
from orchestration.wiring import county_for, definitions_for
from sql.warehouse import Limits, Warehouse, open_published

SILENT = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
LIMITS = Limits("1GB", 2)
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Run:
    """One executed job: whether it went through, which tables were computed, what failed, what is published now."""

    home: Path
    success: bool
    computed: Mapping[str, bool]
    """Table -> whether it was computed; a table that is not here was not reached."""
    failures: Mapping[str, str]
    """Step -> what its error says, causes included."""
    checks: Mapping[str, bool]
    """``schema.table: check`` -> passed."""
    version: Path | None

    @property
    def recomputed(self) -> set[str]:
        """The tables that were computed."""
        return {table for table, computed in self.computed.items() if computed}

    @contextmanager
    def opened(self) -> Iterator[Warehouse]:
        """The version that was current when the run ended."""
        assert self.version is not None, "nothing is published"
        with opened(self.version) as engine:
            yield engine


@contextmanager
def opened(version: Path) -> Iterator[Warehouse]:
    """A published version, its tables under their names."""
    with open_published(version, LIMITS) as engine:
        yield engine


def county_of(home: Path) -> County:
    """The county of a home, as the command line puts it together."""
    return county_for(read_settings(home))


def run_job(
    home: Path,
    job: str = "core",
    only: Sequence[str] | None = None,
    partition: str | None = None,
    instance: dg.DagsterInstance | None = None,
    retrain: bool = False,
) -> Run:
    """Execute a job on a home; ``only`` restricts it to some tables (``schema.table``), ``retrain`` as ``yiyuan train``."""
    county = replace(county_of(home), retrain=retrain)
    chosen = [dg.AssetKey(table.split(".")) for table in only] if only else None
    with instance or dg.DagsterInstance.ephemeral() as storage:
        result = (
            definitions_for(county)
            .resolve_job_def(job)
            .execute_in_process(
                instance=storage,
                asset_selection=chosen,
                partition_key=partition,
                raise_on_error=False,
                tags=own_tags(),
                run_config=SILENT,
            )
        )
    return _told(home, county, result)


def command_line(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    """``yiyuan <arguments> --home HOME`` in a process of its own."""
    command = [sys.executable, "-m", "orchestration.cli", *arguments, "--home", str(home)]
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("YIYUAN_", "DAGSTER_"))}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def published_by_command_line(home: Path) -> Path:
    """``yiyuan run`` in a process of its own; the version that is current then."""
    done = command_line("run", "--no-reports", home=home)
    assert done.returncode == 0, done.stdout + done.stderr
    return (home / "published" / "current").resolve()


def _told(home: Path, county: County, result: dg.ExecuteInProcessResult) -> Run:
    made = [e.step_materialization_data.materialization for e in result.get_asset_materialization_events()]
    return Run(
        home=home,
        success=result.success,
        computed={
            ".".join(m.asset_key.path): bool(m.metadata["computed"].value)
            for m in made
            if "computed" in m.metadata
        },
        failures={
            e.step_key: _message(e.step_failure_data.error)
            for e in result.all_events
            if e.is_step_failure and e.step_key
        },
        checks={
            f"{'.'.join(e.asset_key.path)}: {e.check_name}": e.passed
            for e in result.get_asset_check_evaluations()
        },
        version=current_version(county),
    )


def _message(error) -> str:
    """An error's text and those of its causes."""
    told = []
    while error is not None:
        told.append(error.message.strip())
        error = error.cause
    return "\n".join(told)
