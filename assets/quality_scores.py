"""Score tables: the newest closed month as it stands, every earlier one as it was when its figures were cut off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import dagster as dg
import pyarrow as pa

from assets.county import County, code_version
from assets.factory import POOL, key_of, table_metadata
from quality import month_figures as monthly
from quality.month_figures import FIGURES, ScoredMonth, figure_columns, month_figures, scored_month
from quality.timeliness import month_before
from sql.warehouse import Built, Warehouse

INPUTS = ("findings.tally", "findings.rule_results", "raw.deliveries")
CODE = code_version(*Path(monthly.__file__).parent.glob("*.py"), Path(__file__))
LOST = "lost_points"
TITLES = {
    "rule_scores": ("规则得分", "一个月一条规则的合格率"),
    "dimension_scores": ("维度得分", "一个月一个来源一个维度的得分"),
    "source_scores": ("数据集得分", "一个月一个来源的得分、报送和问题数"),
    "department_scores": ("部门得分", "一个月一个部门的得分和名次"),
    LOST: ("失分明细", "最近一个月一个部门的一处失分及其问题编号"),
}
_KEPT = dict.fromkeys(FIGURES, "month <> $month") | {LOST: "false"}
_KEPT_WHEN_FINAL = dict.fromkeys(FIGURES, "true") | {LOST: "month = $month"}
"""What is kept of the memory beside a month that is computed, and when it is not; lost points are those of one month."""


def score_assets() -> dg.AssetsDefinition:
    """The assets of all score tables: one computation makes them."""

    @dg.multi_asset(
        name="scores",
        specs=[_spec(name) for name in FIGURES],
        pool=POOL,
        required_resource_keys={"county", "warehouse"},
    )
    def scores(context) -> Iterator[dg.MaterializeResult]:  # noqa: ANN001 - Dagster refuses a postponed annotation
        county, warehouse = context.resources.county, context.resources.warehouse
        for built in score_tables(county, warehouse):
            if county.progress is not None:
                county.progress(built)
            yield dg.MaterializeResult(
                asset_key=key_of(built.table),
                metadata=table_metadata(warehouse, built, {}),
                data_version=dg.DataVersion(built.fingerprint),
            )

    return scores


def _spec(name: str) -> dg.AssetSpec:
    title, row = TITLES[name]
    inputs = (*INPUTS, "findings.charged", *(f"memory.{table}" for table in FIGURES))
    return dg.AssetSpec(
        key=key_of(f"findings.{name}"),
        deps=[key_of(table) for table in sorted(inputs)],
        description=f"**{title}**：一行是{row}。",
        group_name="findings",
        kinds={"pandas", "duckdb"},
        owners=["team:data-bureau"],
    )


def score_tables(county: County, warehouse: Warehouse) -> list[Built]:
    """Figures of the scored month, or what is remembered of it once it is cut off; of other months what is remembered."""
    of = scored_month(county.catalog, county.day(county.bronze.manifest()))
    key = warehouse.key(CODE + county.catalog.digest, {"today": of.today}, (*INPUTS, "findings.charged"))
    standing = [warehouse.current(f"findings.{name}", key) for name in FIGURES]
    if all(standing):
        return [built for built in standing if built]
    if of.final and _remembers(warehouse, of.month):
        return [
            warehouse.build(f"findings.{n}", key, _remembered(n, _KEPT_WHEN_FINAL[n]), {"month": of.month})
            for n in FIGURES
        ]
    figures = _figures(county, warehouse, of)
    return [_build(warehouse, key, of, name, figures[name]) for name in FIGURES]


def _build(warehouse: Warehouse, key: str, of: ScoredMonth, name: str, figures: pa.Table) -> Built:
    """The table with the figures of the month and what is remembered of others."""
    parameters = {"month": of.month, "scored_on": of.scored_on, "final": of.final}
    with warehouse.offered("figures", figures):
        select = f"{_remembered(name, _KEPT[name])} UNION ALL {_fresh(name)}"
        return warehouse.build(f"findings.{name}", key, select, parameters)


def _remembers(warehouse: Warehouse, month: date) -> bool:
    """Whether a published version scored a month."""
    known = "SELECT count(*) FROM memory.department_scores WHERE month = $month"
    return warehouse.rows(known, {"month": month}) != [(0,)]


def _figures(county: County, warehouse: Warehouse, of: ScoredMonth) -> dict[str, pa.Table]:
    """The month from what stands in the warehouse, read in a fixed order."""
    results, deliveries, tally = (
        warehouse.arrow(f"SELECT * FROM {table} ORDER BY ALL").to_pandas()
        for table in ("findings.rule_results", "raw.deliveries", "findings.tally")
    )
    before = "SELECT department, score FROM memory.department_scores WHERE month = $month ORDER BY department"
    previous = warehouse.arrow(before, {"month": month_before(of.month)}).to_pandas()
    frames = month_figures(county.catalog, of, results, deliveries, tally, previous)
    figures = {name: pa.Table.from_pandas(frame, preserve_index=False) for name, frame in frames.items()}
    return figures | {LOST: _opened(warehouse, figures[LOST])}


def _opened(warehouse: Warehouse, lost: pa.Table) -> pa.Table:
    """Lost points with the numbers of the findings that cost them."""
    with warehouse.offered("lost", lost):
        return warehouse.arrow(
            "SELECT l.*, c.finding_ids FROM lost AS l LEFT JOIN findings.charged AS c ON c.department = l.department "
            "AND c.component = l.component AND c.dataset IS NOT DISTINCT FROM l.dataset "
            "AND c.rule IS NOT DISTINCT FROM l.rule"
        )


def _remembered(name: str, where: str) -> str:
    """Rows of earlier months are final: the newest closed month begins after their cut-off."""
    columns = ", ".join(column for column, _ in figure_columns(name))
    return f"SELECT month, scored_on, final OR month <= $month AS final, {columns} FROM memory.{name} WHERE {where}"


def _fresh(name: str) -> str:
    """The figures that were computed, as the table has them."""
    columns = ", ".join(f"CAST({column} AS {kind}) AS {column}" for column, kind in figure_columns(name))
    return (
        "SELECT CAST($month AS DATE) AS month, CAST($scored_on AS DATE) AS scored_on, "
        f"CAST($final AS BOOLEAN) AS final, {columns} FROM figures"
    )
