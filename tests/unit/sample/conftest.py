"""One small county, delivered for two rounds, that all tests of the package look at."""

from pathlib import Path

import pytest

from sample.county import write_county

SCALE, SEED = 0.004, 7


@pytest.fixture(scope="session")
def first_round(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("county")
    write_county(home, SCALE, SEED)
    return home


@pytest.fixture(scope="session")
def two_rounds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("two rounds")
    write_county(home, SCALE, SEED)
    write_county(home, SCALE, SEED, round=2)
    return home
