"""A tiny declared catalog of five datasets and a way to deliver to it: all three modes, scopes and kinds of keys."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb

from assets.landing.bronze import Bronze
from assets.landing.deliveries import batches
from assets.staging import Stage
from assets.staging_queries import StagingQueries
from catalog.compile import fields_of
from catalog.headers import known_headers
from catalog.load import Catalog, load_catalog
from catalog.models import Source
from catalog.tables import catalog_tables
from sql.model import load_functions
from sql.warehouse import Warehouse

_EVENT = "roles: {self: {entity: event, subject: true, number: number}}"
_PERSON = "roles: {self: {entity: person, subject: true, id_number: id_number, name: name}}"
SOURCES = {
    "pupils": f"""
title: 学生名册
format: csv
mode: full
scope: school
keys: [[number]]
rows: 9
{_EVENT}
columns:
  - {{header: 学籍号, field: number, required: true}}
  - {{header: 学校名称, field: school, type: org, required: true}}
  - {{header: 班级, field: said}}
""",
    "members": f"""
title: 成员名册
format: csv
mode: full
keys: [[id_number]]
rows: 9
{_PERSON}
columns:
  - {{header: 公民身份号码, field: id_number, type: id}}
  - {{header: 姓名, field: name, type: name, required: true}}
  - {{header: 备注, field: said}}
""",
    "permits": f"""
title: 许可变更
format: csv
mode: delta
keys: [[number]]
rows: 9
{_EVENT}
columns:
  - {{header: 许可编号, field: number, required: true}}
  - {{header: 内容, field: said}}
""",
    "shops": """
title: 经营户变更
format: csv
mode: delta
keys: [[code], [number]]
rows: 9
roles: {self: {entity: event, subject: true, number: number}}
columns:
  - {header: 代码, field: code}
  - {header: 注册号, field: number}
  - {header: 内容, field: said, required: true}
""",
    "payments": f"""
title: 发放记录
format: csv
mode: append
keys: [[number]]
rows: 9
{_EVENT}
columns:
  - {{header: 流水号, field: number, required: true}}
  - {{header: 金额, field: amount, type: money}}
  - {{header: 内容, field: said, required: true}}
""",
}
Row = Mapping[str, str]


@cache
def tiny_catalog(folder: Path) -> Catalog:
    """The built-in catalog with the sources above as those of the department ``tax``; written to ``folder``."""
    target = folder / "sources" / "tax"
    target.mkdir(parents=True)
    for dataset, text in SOURCES.items():
        (target / f"{dataset}.yml").write_text(text.lstrip(), encoding="utf-8")
    return load_catalog((folder,))


@dataclass(frozen=True)
class Sent:
    """One file of one batch; ``without`` is a column it lacks, ``broken`` a line that is no record."""

    dataset: str
    batch: str
    rows: Sequence[Row]
    file: str = "a.csv"
    without: str | None = None
    broken: str | None = None

    def write(self, landing: Path) -> None:
        """Put the file into the landing; a batch without a file of its own is complete at once."""
        folder = landing / "tax" / self.dataset / self.batch
        folder.mkdir(parents=True, exist_ok=True)
        headers = [h for h in dict.fromkeys(h for row in self.rows for h in row) if h != self.without]
        text = StringIO(newline="")
        writer = csv.DictWriter(text, headers, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        (folder / self.file).write_text(
            text.getvalue() + (f"{self.broken}\n" if self.broken else ""), encoding="utf-8"
        )


class TinyHome:
    """Reads deliveries as they arrive and says what is staged."""

    def __init__(self, catalog: Catalog, folder: Path) -> None:
        self.catalog, self.landing = catalog, folder / "landing"
        self.bronze = Bronze(folder / "bronze")
        (folder / "staged").mkdir()
        self.warehouse = Warehouse(duckdb.connect(config={"threads": "1"}))
        self.warehouse.run("CREATE SCHEMA catalog")
        for name in ("spellings", "divisions", "places"):
            with self.warehouse.offered("frame", _tables(catalog)[name]):
                self.warehouse.run(f"CREATE TABLE catalog.{name} AS FROM frame")
        self.stage = Stage(StagingQueries(catalog, _functions()), self.bronze, folder / "staged")

    def receive(self, sent: Iterable[Sent]) -> None:
        """One run: files arrive, their batches are ready, all of them are read and staged."""
        for one in sent:
            one.write(self.landing)
            (self.landing / "tax" / one.dataset / one.batch / "_READY").touch()
        for dataset in SOURCES:
            ready = [b for b in batches(self.landing) if b.dataset == dataset]
            self.bronze.take(ready, known_headers(self.catalog, fields_of(self.catalog.sources[dataset])), 1)
            self.stage.stage(self.warehouse, dataset)

    def declare(self, dataset: str, source: Source) -> None:
        """Another declaration of a dataset, from the next run on."""
        self.catalog = replace(self.catalog, sources=self.catalog.sources | {dataset: source})
        self.stage = Stage(StagingQueries(self.catalog, _functions()), self.bronze, self.stage.folder)

    def rows(self, dataset: str, columns: str, where: str = "true") -> list[tuple[Any, ...]]:
        """Some columns of the staged rows by address."""
        return self.warehouse.rows(
            f"SELECT {columns} FROM staged.{dataset} WHERE {where} ORDER BY batch_key, file, row_number"
        )

    def close(self) -> None:
        """Let the engine go."""
        self.warehouse.connection.close()


@cache
def _functions() -> dict:
    return load_functions()


_KEPT: dict[str, dict] = {}


def _tables(catalog: Catalog) -> dict:
    """The catalog's frames, made once."""
    if catalog.digest not in _KEPT:
        _KEPT[catalog.digest] = catalog_tables(catalog)
    return _KEPT[catalog.digest]
