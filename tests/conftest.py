"""How tests are spread over processes, and the system programs that some of them use.

A test asks for one by fixture. Where the program is missing the test is skipped and says its name; where
``YIYUAN_REQUIRE_PROGRAMS=1`` says that all must be there (continuous integration), it fails instead.
"""

import os
import shutil
from pathlib import Path

import pytest

SHARED_RUNS = {"first", "unchanged", "one_delivery", "second_round", "village", "marked", "by_and_by", "twin"}
"""Fixtures of ``tests/pipeline/conftest.py``: runs that take long to make, and serve many modules."""

POSTGRESQL_FOLDERS = "/usr/lib/postgresql"
"""Debian keeps PostgreSQL's server programs here, by version and off the path."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of one group share a process: a module, or all that look at the shared runs. What takes longest begins."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    items.sort(key=_place)


def _looks_at_shared_runs(item: pytest.Item) -> bool:
    return _folder(item) == "pipeline" and not SHARED_RUNS.isdisjoint(getattr(item, "fixturenames", ()))


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(Path(__file__).parent).parts[0]


def _group(item: pytest.Item) -> str:
    return "shared runs" if _looks_at_shared_runs(item) else item.nodeid.split("::")[0]


def _place(item: pytest.Item) -> int:
    return (
        0 if _looks_at_shared_runs(item) else ("service", "pipeline", "sql", "unit").index(_folder(item)) + 1
    )


def _required(program: str, found: str | Path | None) -> Path:
    if found is not None:
        return Path(found)
    if os.environ.get("YIYUAN_REQUIRE_PROGRAMS") == "1":
        pytest.fail(f"{program} is not installed, and YIYUAN_REQUIRE_PROGRAMS=1 asks for it", pytrace=False)
    pytest.skip(f"{program} is not installed")


def _on_path(*names: str) -> str | None:
    return next((path for name in names if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser, for pages as people see them; start it with a ``--user-data-dir`` of its own."""
    return _required("Chromium", _on_path("chromium", "chromium-browser", "google-chrome"))


@pytest.fixture(scope="session")
def libreoffice() -> Path:
    """The office suite, for workbooks as people open them; start it with a profile folder of its own."""
    return _required("LibreOffice", _on_path("soffice", "libreoffice"))


@pytest.fixture(scope="session")
def postgresql_programs() -> Path:
    """The folder of ``initdb`` and ``pg_ctl``; of several versions, the newest."""
    beside = _on_path("pg_ctl")
    versions = sorted(Path(POSTGRESQL_FOLDERS).glob("*/bin/pg_ctl"), key=lambda p: float(p.parts[-3]))
    found = Path(beside) if beside else next(reversed(versions), None)
    return _required("PostgreSQL", found and found.resolve().parent)
