"""A scored month as a published version has it, and which version that is."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from assets.county import County
from assets.publication.publish import current_version
from assets.publication.reports import version_as_of
from quality.department import DisputeCounts
from quality.gather import Month, Shown
from quality.month_figures import FIGURES, cut_off, figure_columns
from quality.score_parameters import DIMENSIONS, score_parameters
from quality.timeliness import month_before, month_end
from sql.warehouse import Warehouse, open_published, quoted

OF_MONTH = "findings.department_scores"
DISPUTES = "ledger.disputes"
SHOWN = (OF_MONTH, "findings.source_scores", "findings.dimension_scores", "findings.lost_points")
"""The tables that pages read of the scores."""


class MonthNotScored(Exception):
    """No kept version scored a month: none was published between its last day and its cut-off, or it is to come."""


@contextmanager
def open_month(
    county: County, month: date, tables: Collection[str] | None = None
) -> Iterator[tuple[Warehouse, Month, Path]]:
    """The month, and an engine over the state it speaks of: scores and ``tables`` (by default all); and that state's version.

    Figures are those of the current version, where they are closed; findings those of the newest version as of the
    cut-off, so a report finds the same rows however often it is made. Raises MonthNotScored.
    """
    figures, state = _versions(county, month)
    wanted = None if tables is None else (*SHOWN, *tables)
    with open_published(state, county.limits, wanted) as engine:
        for table in FIGURES:
            file = quoted(str(figures / f"findings.{table}.parquet"))
            engine.run(f"CREATE OR REPLACE VIEW findings.{table} AS SELECT * FROM read_parquet({file})")
        yield engine, _month(county, engine, state, month), state


def _versions(county: County, month: date) -> tuple[Path, Path]:
    """The versions that have the figures and the state of a month."""
    current, as_of = current_version(county), version_as_of(county, cut_off(county.catalog, month))
    scored = [v for v in (current, as_of) if v is not None and _scored(v, month)]
    if not scored:
        raise MonthNotScored(
            f"{month:%Y-%m} was never scored: run the job core between its last day and its cut-off"
        )
    return scored[0], scored[-1]


def _scored(version: Path, month: date) -> bool:
    """Whether a version, which an earlier release may have made, has figures of the month."""
    file = version / f"{OF_MONTH}.parquet"
    return file.exists() and month in pq.read_table(file, columns=["month"])["month"].to_pylist()


def _month(county: County, engine: Warehouse, state: Path, month: date) -> Month:
    """What the pages of a month share."""
    now, before = _shown(engine, month), _shown(engine, month_before(month))
    parameters = score_parameters(county.catalog, month_end(month))
    return Month(
        month=month,
        today=pd.Timestamp(now.departments["scored_on"].iloc[0]).date(),
        final=bool(now.departments["final"].iloc[0]),
        version=state.name,
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


def dispute_counts(engine: Warehouse, month: Month, department: str | None = None) -> DisputeCounts:
    """Disputes of a department, or of all, from the first day of the month to the day that was scored."""
    during = "BETWEEN $begin AND $end"
    counted = engine.rows(
        f"""
        SELECT
            count(*) FILTER (WHERE opened_on {during}),
            count(*) FILTER (WHERE closed_on {during}),
            count(*) FILTER (WHERE closed_on {during} AND outcome IN ('adopted', 'changed')),
            count(*) FILTER (WHERE state <> 'closed'),
            count(*) FILTER (WHERE state <> 'closed' AND overdue)
        FROM {DISPUTES}
        WHERE department = coalesce($department, department)
        """,
        {"begin": month.month, "end": month.today, "department": department},
    )
    return DisputeCounts(*counted[0])
