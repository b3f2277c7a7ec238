"""What every run, tick and reload pays: loading the definitions."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

from running_service import environment

LIMIT_SECONDS = 5.0
LOAD = "from orchestration.definitions import defs; defs.get_repository_def()"
OPENED = f"import sys; {LOAD}; print(*sorted(sys.modules), sep='\\n')"


def test_the_code_location_loads_in_under_five_seconds(tmp_path: Path):
    _cpu_seconds(tmp_path)  # compiles the modules, as installing does
    seconds = min(_cpu_seconds(tmp_path) for _ in range(2))
    assert seconds < LIMIT_SECONDS


def test_loading_opens_no_warehouse_and_imports_no_great_expectations(tmp_path: Path):
    modules = subprocess.run(
        [sys.executable, "-c", OPENED], env=environment(tmp_path / "home"), capture_output=True, text=True,
        check=True, timeout=120,
    ).stdout.split()  # fmt: skip
    assert "great_expectations" not in modules
    assert not list(tmp_path.rglob("*.duckdb"))


def _cpu_seconds(folder: Path) -> float:
    """User and system seconds of a process that loads the definitions of an empty home; other work does not count."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", LOAD], env=environment(folder / "home"), check=True, timeout=120)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
