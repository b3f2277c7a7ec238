"""Department reports against the floor: CPU seconds of all of them as a multiple of writing the same cells bare.

    python -m benchmarks.reports HOME [--rows 300000]

HOME has a published version and is left as it is. ``--rows`` repeats its rows to fix until there are so many, as a
full county has them. Bare is the same cells, ready in lists, through the same writer. Counts and seconds are printed,
no values.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import xlsxwriter

from assets.county import County
from assets.quality_reports import write_department_report
from orchestration.schedules import closed_month
from orchestration.settings import read_settings
from orchestration.wiring import county_for
from quality.fix_list import COLUMNS, IN_FILE_ORDER, fix_rows
from sql.warehouse import open_published

TO_FIX = "findings.to_fix"
Rows = list[list[str | int | None]]


def enlarged(home: Path, rows: int, target: Path) -> int:
    """A home in ``target`` with the current version of ``home``, its rows to fix repeated; returns how many they are."""
    current = (home / "published" / "current").resolve()
    version = target / "published" / "versions" / current.name
    version.mkdir(parents=True)
    for path in current.iterdir():
        if path.name != f"{TO_FIX}.parquet":
            os.symlink(path, version / path.name)
    for folder in ("bronze", "catalog"):
        if (home / folder).exists():
            os.symlink((home / folder).resolve(), target / folder)
    (target / "published" / "current").symlink_to(Path("versions") / current.name)
    with duckdb.connect() as engine:
        source = f"read_parquet('{current / f'{TO_FIX}.parquet'}')"
        (count,) = engine.execute(f"SELECT count(*) FROM {source}").fetchall()[0]
        times = max(1, -(-rows // max(1, count)))
        engine.execute(
            f"COPY (SELECT * REPLACE (finding_id || '-' || n AS finding_id, row_number + n AS row_number) "
            f"FROM {source}, range({times}) AS t(n)) TO '{version / f'{TO_FIX}.parquet'}'"
        )
    return count * times


def reported(county: County, month: str) -> float:
    """CPU seconds of the pages and workbooks of all departments."""
    before = time.process_time()
    for department in county.catalog.departments:
        write_department_report(county, department, month)
    return time.process_time() - before


def bare(county: County, version: Path, folder: Path) -> tuple[int, float]:
    """Cells of all workbooks and CPU seconds of writing them, the cells being ready."""
    cells, seconds = 0, 0.0
    for department in county.catalog.departments:
        rows = list(_ready(county, version, department))
        before = time.process_time()
        cells += _written(rows, folder / f"{department}.xlsx")
        seconds += time.process_time() - before
    return cells, seconds


def _ready(county: County, version: Path, department: str) -> Iterator[list[str | int | None]]:
    names = [name for _, name, _ in COLUMNS if name]
    select = f"SELECT * FROM {TO_FIX} WHERE department = $department ORDER BY {IN_FILE_ORDER}"
    with open_published(version, county.limits) as engine:
        for batch in fix_rows(county.catalog, engine.batches(select, {"department": department}, 10_000)):
            yield from zip(*(pa.array(batch[n]).to_pylist() for n in names), strict=True)  # type: ignore[misc]


def _written(rows: Rows, path: Path) -> int:
    """Write a workbook of one sheet; returns its cells."""
    cells = 0
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet, text = book.add_worksheet(), book.add_format({"num_format": "@", "border": 1})
        for at, row in enumerate(rows):
            for i, value in enumerate(row):
                if value is None:
                    continue
                cells += 1
                if isinstance(value, int):
                    sheet.write_number(at, i, value, text)
                else:
                    sheet.write_string(at, i, value, text)
    return cells


def main() -> None:
    """Print rows, cells, seconds and the ratio."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("home", type=Path)
    parser.add_argument("--rows", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yiyuan-bench-") as folder:
        home = Path(folder) / "home"
        rows = enlarged(options.home, options.rows, home)
        county = county_for(read_settings(home))
        seconds = reported(county, closed_month(county))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        version = (home / "published" / "current").resolve()
        cells, floor = bare(county, version, Path(folder))
    print(f"rows     {rows:10,} to fix, {cells:,} cells")
    print(f"bare     {floor:10.1f} CPU s  ({cells / max(floor, 0.01):,.0f} cells a second)")
    print(f"reports  {seconds:10.1f} CPU s  peak {peak:.2f} GiB")
    print(f"ratio    {seconds / max(floor, 0.01):10.2f} times the same cells bare")


if __name__ == "__main__":
    main()
