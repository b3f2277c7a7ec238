"""The sample county at a small scale, taken through the real graph once for all tests, step by step."""

import shutil
from pathlib import Path

import pytest
from running import Run, run_job

from sample.county import write_county

SCALE, SEED = 0.002, 1


@pytest.fixture(scope="session", autouse=True)
def plain_environment() -> None:
    """No setting of the person who runs the tests reaches them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("YIYUAN_HOME", "YIYUAN_CATALOG", "YIYUAN_TODAY", "YIYUAN_MEMORY", "YIYUAN_POSTGRES_URL"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the deliveries of round 1; its truth is kept apart as ``truth-1``."""
    home = tmp_path_factory.mktemp("county")
    write_county(home, SCALE, SEED)
    shutil.copytree(home / "truth", home / "truth-1")
    return home


@pytest.fixture(scope="session")
def first(county: Path) -> Run:
    """The first run of the county."""
    return run_job(county)
