"""A county whose deliveries are handed over one by one, and the service that waits for them."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from postgresql_server import postgresql

from sample.county import write_county

Deliver = Callable[[Path, str], None]


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of about 730 people whose landing is full; the tests hand over copies of it."""
    home = tmp_path_factory.mktemp("county")
    write_county(home, 0.001, 1)
    return home


@pytest.fixture(scope="session")
def empty_home(county: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Makes homes with the county's own catalog and an empty landing."""

    def make() -> Path:
        home = tmp_path_factory.mktemp("service") / "home"
        shutil.copytree(county / "catalog", home / "catalog")
        (home / "landing").mkdir()
        return home

    return make


@pytest.fixture(scope="session")
def deliver(county: Path) -> Deliver:
    """Hands over what ``department/dataset`` delivered: the files first, ``_READY`` when they are all there."""

    def hand_over(home: Path, dataset: str) -> None:
        for batch in sorted((county / "landing" / dataset).iterdir()):
            into = home / "landing" / dataset / batch.name
            shutil.copytree(batch, into, ignore=shutil.ignore_patterns("_READY"))
            (into / "_READY").touch()

    return hand_over


@pytest.fixture(scope="session")
def postgresql_url(postgresql_programs: Path) -> Iterator[str]:
    """A real PostgreSQL server."""
    with postgresql(postgresql_programs) as url:
        yield url


@pytest.fixture
def locked() -> Callable[[Path], AbstractContextManager[None]]:
    """Holds the warehouse of a home while a block lasts: a run that started waits, for as long as the test wants."""

    @contextmanager
    def hold(home: Path) -> Iterator[None]:
        with (home / "warehouse" / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    return hold
