"""One small county, delivered for two rounds, that all tests of the package look at."""

import shutil
from pathlib import Path

import pytest

from sample.county import write_county
from sample.story import County, tell_county

SCALE, SEED = 0.004, 7


@pytest.fixture(scope="session")
def county() -> County:
    """The county itself."""
    return tell_county(SCALE, SEED)


@pytest.fixture(scope="session")
def first_round(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home after round 1."""
    home = tmp_path_factory.mktemp("first")
    write_county(home, SCALE, SEED)
    return home


@pytest.fixture(scope="session")
def two_rounds(first_round: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home after rounds 1 and 2."""
    home = tmp_path_factory.mktemp("second") / "home"
    shutil.copytree(first_round, home)
    write_county(home, SCALE, SEED, round=2)
    return home
