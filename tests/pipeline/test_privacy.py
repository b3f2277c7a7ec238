"""No personal value leaves the warehouse: not into Dagster's storage, not onto a screen, not out of a failing engine."""

import json
import os
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from delivering import Delivery, Resident, new_home
from village import DEATHS, PARTY, PAYMENTS, REGISTER, SON, WIFE, death, member, payment

ROOT = Path(__file__).parents[2]
MARKED = Resident("欧阳标记", "19610203", 777, "990000777")
PHONE, FILE = "13987654321", "标记文件"
MARKERS = (MARKED.name, MARKED.number, MARKED.number[6:14], PHONE, FILE, "6217000000000000017")
"""A name, a number, a birth date, a telephone, a file name, a bank account."""
FORCED = {
    "ledger/forced.sql": "/*\ntitle: 必定失败的表\n*/\nSELECT CAST(name AS INTEGER) AS wrong, phone FROM ledger.person\n",
    "checks/forced.sql": "/*\ntitle: 必定失败的检查\nasset: ledger.person\ndimension: 准确性\n*/\n"
    "SELECT CAST(name || id_number AS DATE) AS wrong FROM ledger.person\n",
}
"""SQL whose error text quotes a name and a number."""


@dataclass(frozen=True)
class Told:
    """What a run of the command line left behind: what it printed, and all that Dagster stored."""

    code: int
    printed: str
    stored: list[bytes]

    def quotes(self, marker: str) -> bool:
        """Whether a marker stands anywhere, plain or as JSON writes it, once or twice."""
        once = json.dumps(marker)[1:-1]
        spellings = {text.encode() for text in (marker, once, json.dumps(once)[1:-1])}
        everything = (self.printed.encode(), *self.stored)
        return any(spelling in text for spelling in spellings for text in everything)


def deliver(home: Path) -> None:
    """Deliveries that hold the markers, in good rows and in bad ones, in good files and in bad ones."""
    phoned = MARKED.registered(联系电话=PHONE)
    broken = dict(phoned) | {"姓名": f"{MARKED.name}\r\n{PHONE}", "出生日期": "1961-02-30"}
    Delivery(REGISTER, "2025-12-31", [phoned, broken, WIFE.registered(), SON.registered()], f"{FILE}.csv").write(home)
    Delivery(PARTY, "2025-12-31", [member(MARKED, PHONE)], f"{FILE}.xls").write(home)
    Delivery(PAYMENTS, "2025-12-31", [payment("F-1", MARKED, "2025-12-25", f"{MARKED.name}元")], f"{FILE}.csv").write(home)
    Delivery(DEATHS, "2025-12-31", [{"死者姓名": MARKED.name}], f"{FILE}缺列.csv").write(home)
    Delivery(DEATHS, "2025-12-31", [death("S-1", MARKED, "2025-12-30") | {f"{MARKED.name}备注": "x"}], f"{FILE}.csv").write(home)
    (home / "landing" / DEATHS / "2025-12-31" / f"{FILE}坏.xlsx").write_bytes(b"PK\x03\x04" + MARKED.name.encode())
    manifest = {"files": [{"name": f"{FILE}.csv", "rows": 9, "sha256": MARKED.number}]}
    folder = Delivery(PAYMENTS, "2025-11-30", [payment("F-0", MARKED, "2025-11-25")], f"{FILE}.csv").write(home)
    (folder / "_manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")


def run(home: Path) -> Told:
    """``yiyuan run`` in a process of its own, and what is to be found afterwards."""
    command = [sys.executable, "-m", "orchestration.cli", "run", "--home", str(home), "--no-reports"]
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("YIYUAN_", "DAGSTER_"))}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return Told(done.returncode, done.stdout + done.stderr, list(stored(home / "dagster")))


def stored(folder: Path) -> Iterator[bytes]:
    """Every file below Dagster's folder, and every cell of its databases, compressed ones unpacked."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        yield path.read_bytes()
        if path.suffix == ".db":
            yield from cells(path)


def cells(database: Path) -> Iterator[bytes]:
    """Every cell of a SQLite database as bytes."""
    with closing(sqlite3.connect(database)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in names:
            for row in connection.execute(f'SELECT * FROM "{name}"'):
                for cell in row:
                    if isinstance(cell, bytes):
                        yield zlib.decompress(cell) if cell[:1] == b"\x78" else cell
                    elif cell is not None:
                        yield str(cell).encode()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with marked deliveries."""
    home = new_home(tmp_path_factory.mktemp("marked"))
    deliver(home)
    return home


@pytest.fixture(scope="module")
def told(home: Path) -> Told:
    """The first run."""
    return run(home)


@pytest.fixture(scope="module")
def failed(home: Path, told: Told) -> Told:
    """A run with a table and a check in which the engine fails on a cell."""
    for path, text in FORCED.items():
        file = home / "catalog" / "sql" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return run(home)


def test_a_run_over_marked_deliveries_goes_through(told: Told) -> None:
    assert told.code == 0, told.printed
    assert "1 refused" in told.printed
    assert len(told.stored) > 1_000, "Dagster's storage was looked through"
    assert any(b"household_register" in text for text in told.stored)


@pytest.mark.parametrize("marker", MARKERS)
def test_nothing_of_a_delivery_stands_in_dagster_or_on_the_screen(told: Told, marker: str) -> None:
    assert not told.quotes(marker)


def test_the_engine_really_fails(failed: Told) -> None:
    assert failed.code == 1
    assert "ledger__forced failed: ConversionException" in failed.printed


@pytest.mark.parametrize("marker", MARKERS)
def test_a_failing_engine_quotes_nothing(failed: Told, marker: str) -> None:
    assert not failed.quotes(marker)


def test_a_failure_is_told_in_lines_without_a_traceback(failed: Told) -> None:
    assert "Traceback" not in failed.printed
