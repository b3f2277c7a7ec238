"""From landing to staged against the floor, source by source, in one run: CPU seconds and their ratios.

    python -m benchmarks.staging --scale 0.1 --seed 1

The floor of a source is ``benchmarks.bare`` over its files: decode, read, write Parquet, nothing understood.
"""

from __future__ import annotations

import argparse
import math
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb

from assets.core import CATALOG_TITLES
from assets.county import County
from assets.sources import read_deliveries
from benchmarks.bare import copy_files
from catalog.tables import catalog_table
from orchestration.settings import read_settings
from orchestration.wiring import county_for
from sql.warehouse import Warehouse, open_warehouse


def cpu_seconds(work: Callable[[], object]) -> float:
    """User and system seconds of this process and its ended children while ``work`` runs."""
    before = _used()
    work()
    return _used() - before


def _used() -> float:
    parts = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(p.ru_utime + p.ru_stime for p in parts)


def measure(county: County, warehouse: Warehouse, dataset: str) -> tuple[int, float, float, float]:
    """Rows of one source, and CPU seconds of its floor, of reading it to ``raw`` and of making it ``staged``."""
    landing = county.home.landing / county.catalog.owners[dataset] / dataset
    with tempfile.TemporaryDirectory() as folder:
        connection = duckdb.connect(config={"threads": county.limits.threads})
        floor = cpu_seconds(lambda: copy_files(connection, landing, Path(folder)))
    read = cpu_seconds(lambda: read_deliveries(county, warehouse, dataset))
    stage = cpu_seconds(lambda: county.stage.stage(warehouse, dataset))
    rows = warehouse.rows(f"SELECT count(*) FROM staged.{dataset}")[0][0]
    return rows, floor, read, stage


def table(county: County) -> None:
    """Print one line a source and the geometric mean of the ratios."""
    ratios, total, seconds = [], 0, 0.0
    print(f"{'source':28}{'rows':>10}{'floor':>8}{'raw':>8}{'staged':>8}{'ratio':>7}")
    with open_warehouse(county.home.warehouse, county.limits) as warehouse:
        for name in CATALOG_TITLES:
            warehouse.store(f"catalog.{name}", "benchmark", catalog_table(county.catalog, name))
        for dataset in sorted(county.catalog.sources):
            rows, floor, read, stage = measure(county, warehouse, dataset)
            ratios.append((read + stage) / floor)
            total, seconds = total + rows, seconds + read + stage
            print(f"{dataset:28}{rows:10}{floor:8.2f}{read:8.2f}{stage:8.2f}{ratios[-1]:7.1f}", flush=True)
    mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"geometric mean {mean:.2f}, largest {max(ratios):.2f}, {total} rows, "
          f"{total / seconds:,.0f} rows a CPU second, peak {peak:.2f} GiB")  # fmt: skip


def main() -> None:
    """Make a county, or take the landing of a home, and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--scale", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--home", type=Path, help="read this home's landing instead of a new sample")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yiyuan-bench-") as folder:
        home = Path(folder)
        if options.home is None:
            made = ["sample", "--scale", str(options.scale), "--seed", str(options.seed), "--home", folder]
            subprocess.run(
                [sys.executable, "-m", "orchestration.cli", *made], check=True, stdout=subprocess.DEVNULL
            )
        else:
            for part in ("landing", "catalog"):
                (home / part).symlink_to((options.home / part).resolve(), target_is_directory=True)
        county = county_for(read_settings(home))
        county.home.make()
        table(county)


if __name__ == "__main__":
    main()
