"""The sample county at a small scale, taken through the real graph once for all tests, step by step."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from delivering import Delivery, new_home
from marking import Told, run_twice
from python_calamine import CalamineWorkbook
from running import Run, command_line, published_by_command_line, run_job
from village import ALL, ARRIVALS

from sample.county import write_county

SCALE, SEED = 0.002, 1


@pytest.fixture(scope="session", autouse=True)
def plain_environment() -> Iterator[None]:
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


@pytest.fixture(scope="session")
def unchanged(first: Run) -> Run:
    """A second run on the unchanged home."""
    return run_job(first.home)


@pytest.fixture(scope="session")
def one_delivery(unchanged: Run) -> Run:
    """A run after one new list of party members, in which one telephone is another."""
    folder = "party_organization/party_member"
    (file,) = (unchanged.home / "landing" / folder / "2025-12-31").glob("*.xls")
    _title, header, *members = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    rows = [dict(zip(map(str, header), map(str, member), strict=True)) for member in members]
    rows[0]["联系电话"] = "13911112222"
    Delivery(folder, "2026-01-05", rows, "党员信息.xls").write(unchanged.home)
    return run_job(unchanged.home)


@pytest.fixture(scope="session")
def second_round(one_delivery: Run) -> Run:
    """A run after the deliveries of the next month."""
    write_county(one_delivery.home, SCALE, SEED, round=2)
    return run_job(one_delivery.home)


@pytest.fixture(scope="session")
def village(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The village of seven, everything delivered before its one run."""
    home = new_home(tmp_path_factory.mktemp("village"))
    for delivery in ALL:
        delivery.write(home)
    return run_job(home)


def _marked(home: Path) -> tuple[Told, Told]:
    return run_twice(new_home(home))


def _by_and_by(home: Path) -> Path:
    new_home(home)
    for arrivals in ARRIVALS:
        for delivery in arrivals:
            delivery.write(home)
        version = published_by_command_line(home)
    return version


def _twin(home: Path) -> Path:
    command_line("sample", "--scale", str(SCALE), "--seed", str(SEED), home=home)
    return published_by_command_line(home)


BESIDE: dict[str, Callable[[Path], Any]] = {"marked": _marked, "by_and_by": _by_and_by, "twin": _twin}
"""Homes that are made by the command line, in processes of their own, while the tests go on."""


@pytest.fixture(scope="session", autouse=True)
def beside(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Future[Any]]]:
    """Begins those of ``BESIDE`` that a test of this session asks for, one after the other."""
    wanted = {name for item in request.session.items for name in getattr(item, "fixturenames", ())}
    with ThreadPoolExecutor(1) as pool:
        yield {
            name: pool.submit(make, tmp_path_factory.mktemp(name))
            for name, make in BESIDE.items()
            if name in wanted
        }


@pytest.fixture(scope="session")
def marked(beside: dict[str, Future[Any]]) -> tuple[Told, Told]:
    """What was told of marked deliveries: by a run that went through, and by one in which the engine failed."""
    return beside["marked"].result()


@pytest.fixture(scope="session")
def by_and_by(beside: dict[str, Future[Any]]) -> Path:
    """The village's version after two runs, later batches having come before earlier ones."""
    return beside["by_and_by"].result()


@pytest.fixture(scope="session")
def twin(beside: dict[str, Future[Any]]) -> Path:
    """The version of a second home with the deliveries of round 1."""
    return beside["twin"].result()
