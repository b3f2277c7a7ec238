"""A scored month as a published version has it, and which version that is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from assets.county import County
from assets.publication.publish import current_version
from assets.publication.reports import version_as_of
from quality.gather import Month, Shown
from quality.month_figures import cut_off, figure_columns
from quality.score_parameters import DIMENSIONS, score_parameters
from quality.timeliness import month_before, month_end
from sql.warehouse import Warehouse

OF_MONTH = "findings.department_scores"
SHOWN = (OF_MONTH, "findings.source_scores", "findings.dimension_scores", "findings.lost_points")
"""The tables that ``read_month`` reads."""


class MonthNotScored(Exception):
    """No kept version scored a month: none was published between its last day and its cut-off, or it is to come."""


def scored_version(county: County, month: date) -> Path:
    """The newest version as of the cut-off of a month, else the current one; raises MonthNotScored.

    After the cut-off the rows to fix are therefore those that the figures speak of, however often a report is made.
    """
    as_of, current = version_as_of(county, cut_off(county.catalog, month)), current_version(county)
    for version in (as_of, current):
        if version is not None and _scored(version, month):
            return version
    raise MonthNotScored(
        f"{month:%Y-%m} was never scored: run the job core between its last day and its cut-off"
    )


def _scored(version: Path, month: date) -> bool:
    """Whether a version, which an earlier release may have made, has figures of the month."""
    file = version / f"{OF_MONTH}.parquet"
    return file.exists() and month in pq.read_table(file, columns=["month"])["month"].to_pylist()


def read_month(county: County, engine: Warehouse, version: Path, month: date) -> Month:
    """What the pages of a month share."""
    now, before = _shown(engine, month), _shown(engine, month_before(month))
    parameters = score_parameters(county.catalog, month_end(month))
    return Month(
        month=month,
        today=pd.Timestamp(now.departments["scored_on"].iloc[0]).date(),
        final=county.day(county.bronze.manifest()) > cut_off(county.catalog, month),
        version=version.name,
        scores=now,
        before=before if len(before.departments) else None,
        history=_history(engine, month),
        weights=tuple((name, parameters.dimension_weights[name]) for name in DIMENSIONS),
    )


def _shown(engine: Warehouse, month: date) -> Shown:
    """The figures of a month, empty where it was not scored."""
    return Shown(*(_of_month(engine, table, month) for table in SHOWN))


def _of_month(engine: Warehouse, table: str, month: date) -> pd.DataFrame:
    """Pages count findings and name none: their numbers stay where they are."""
    names = [name for name, _ in figure_columns(table.split(".")[1]) if name != "finding_ids"]
    select = f"SELECT {', '.join(names)} FROM {table} WHERE month = $month ORDER BY ALL"
    return engine.arrow(select, {"month": month}).to_pandas()


def _history(engine: Warehouse, month: date) -> pd.DataFrame:
    """department, month, score of the months before."""
    return engine.arrow(
        f"SELECT department, month, score FROM {OF_MONTH} WHERE month < $month AND score IS NOT NULL ORDER BY ALL",
        {"month": month},
    ).to_pandas()
