"""Deliveries that hold marked personal values, the command line run over them, and all that is left behind."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from delivering import Delivery, Resident
from running import command_line
from village import DEATHS, PARTY, PAYMENTS, REGISTER, SON, WIFE, death, member, payment

MARKED = Resident("欧阳标记", "19610203", 777, "990000777")
PHONE, FILE = "13987654321", "标记文件"
HEADER = "司马迟迟交来"
MARKERS = (MARKED.name, MARKED.number, MARKED.number[6:14], PHONE, FILE, "6217000000000000017", HEADER)
"""A name, a number, a birth date, a telephone, a file name, a bank account, a header nobody declared."""
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
    Delivery(
        REGISTER, "2025-12-31", [phoned, broken, WIFE.registered(), SON.registered()], f"{FILE}.csv"
    ).write(home)
    Delivery(PARTY, "2025-12-31", [member(MARKED, PHONE)], f"{FILE}.xls").write(home)
    Delivery(
        PAYMENTS, "2025-12-31", [payment("F-1", MARKED, "2025-12-25", f"{MARKED.name}元")], f"{FILE}.csv"
    ).write(home)
    Delivery(DEATHS, "2025-12-31", [{"死者姓名": MARKED.name}], f"{FILE}缺列.csv").write(home)
    Delivery(DEATHS, "2025-12-31", [death("S-1", MARKED, "2025-12-30") | {HEADER: "x"}], f"{FILE}.csv").write(
        home
    )
    (home / "landing" / DEATHS / "2025-12-31" / f"{FILE}坏.xlsx").write_bytes(
        b"PK\x03\x04" + MARKED.name.encode()
    )
    manifest = {"files": [{"name": f"{FILE}.csv", "rows": 9, "sha256": MARKED.number}]}
    folder = Delivery(PAYMENTS, "2025-11-30", [payment("F-0", MARKED, "2025-11-25")], f"{FILE}.csv").write(
        home
    )
    (folder / "_manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")


def told_by(home: Path) -> Told:
    """``yiyuan run`` in a process of its own, and what is to be found afterwards."""
    done = command_line("run", "--no-reports", home=home)
    return Told(done.returncode, done.stdout + done.stderr, list(stored(home / "dagster")))


def run_twice(home: Path) -> tuple[Told, Told]:
    """A run over marked deliveries, and one with a table and a check in which the engine fails on a cell."""
    deliver(home)
    told = told_by(home)
    for path, text in FORCED.items():
        file = home / "catalog" / "sql" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return told, told_by(home)


def stored(folder: Path) -> Iterator[bytes]:
    """Every file below Dagster's folder, and every cell of its databases, compressed ones unpacked."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        yield path.read_bytes()
        if path.suffix == ".db":
            yield from cells(path)


def cells(database: Path) -> Iterator[bytes]:
    """Every cell of a SQLite database as bytes."""
    with closing(sqlite3.connect(database)) as connection:
        names = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        for name in names:
            for row in connection.execute(f'SELECT * FROM "{name}"'):
                for cell in row:
                    if isinstance(cell, bytes):
                        yield zlib.decompress(cell) if cell[:1] == b"\x78" else cell
                    elif cell is not None:
                        yield str(cell).encode()
