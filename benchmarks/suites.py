"""Suites of all sources against one SELECT a source of the same counts, its text at hand, and against GX's own engine.

    python -m benchmarks.suites HOME [--engine]

HOME was computed by ``yiyuan run``; its warehouse is read, not written. Each suite is timed between two runs of its SELECT,
so that neither finds its pages read by the other. ``--engine`` validates the same suites once more through Great
Expectations' SQL engine, thirty statements a source: for a county at a tenth of the size.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from assets.county import County
from benchmarks.golden import peak_gib
from orchestration.settings import read_settings
from orchestration.wiring import county_for
from quality.counting import counts_select
from quality.expectations import run_suite, run_suite_in_engine
from quality.rules import rules_of
from sql.warehouse import Warehouse, open_warehouse


def main() -> None:
    """Print CPU seconds of SELECT and suite of the largest sources, and the ratios of all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("home", type=Path)
    parser.add_argument("--engine", action="store_true", help="validate through GX's own engine as well")
    options = parser.parse_args()
    county = county_for(read_settings(options.home))
    with open_warehouse(county.home.warehouse, county.limits) as warehouse:
        measured = measure(county, warehouse, options.engine)
    rules = sum(len(rules_of(county.catalog, dataset)) for dataset in county.catalog.sources)
    print(f"{'source':26} {'SELECT':>8} {'suite':>8} {'engine':>8}")
    for dataset, (select, suite, engine) in sorted(measured.items(), key=lambda item: -item[1][0])[:8]:
        print(f"{dataset:26} {select:8.2f} {suite:8.2f} {engine:8.2f}")
    select, suite, engine = (sum(column) for column in zip(*measured.values(), strict=True))
    print(f"\n{len(measured)} sources, {rules} rules: SELECT {select:.2f}, suites {suite:.2f} CPU seconds, "
          f"{suite / select:.2f} times; peak {peak_gib():.2f} GiB")  # fmt: skip
    if options.engine:
        print(f"GX's own engine {engine:.2f} CPU seconds, {engine / suite:.1f} times the suites")


def measure(county: County, warehouse: Warehouse, engine: bool) -> dict[str, tuple[float, float, float]]:
    """CPU seconds a source: its SELECT, its suite, and the suite through GX's engine (0 when not asked for)."""
    catalog, connection = county.catalog, warehouse.connection
    first = min(catalog.sources)
    run_suite(connection, catalog, first)  # the first import of Great Expectations is nobody's cost
    found = {}
    for dataset in sorted(catalog.sources):
        text = counts_select(catalog, dataset, rules_of(catalog, dataset)).sql(dialect="duckdb")
        before = _cpu(lambda text=text: warehouse.rows(text))
        suite = _cpu(lambda dataset=dataset: run_suite(connection, catalog, dataset))
        after = _cpu(lambda text=text: warehouse.rows(text))
        whole = (
            _cpu(lambda dataset=dataset: run_suite_in_engine(connection, catalog, dataset)) if engine else 0.0
        )
        found[dataset] = ((before + after) / 2, suite, whole)
    return found


def _cpu(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


if __name__ == "__main__":
    main()
