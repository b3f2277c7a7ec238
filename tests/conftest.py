"""System programs that some tests use.

A test asks for one by fixture. Where the program is missing the test is skipped and says its name; where
``YIYUAN_REQUIRE_PROGRAMS=1`` says that all must be there (continuous integration), it fails instead.
"""

import os
import shutil
from pathlib import Path

import pytest

POSTGRESQL_FOLDERS = "/usr/lib/postgresql"
"""Debian keeps PostgreSQL's server programs here, by version and off the path."""


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
