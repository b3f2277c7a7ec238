"""Score tables: the newest closed month as it stands, every earlier one as it was when its figures were cut off."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import dagster as dg
import pyarrow as pa

from assets.county import County, code_version
from assets.factory import table_asset
from quality import month_figures as monthly
from quality.month_figures import FIGURES, ScoredMonth, month_figures, scored_month
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


def score_assets() -> list[dg.AssetsDefinition]:
    """One asset a table of figures."""
    return [_scores_asset(name) for name in FIGURES]


def _scores_asset(name: str) -> dg.AssetsDefinition:
    title, row = TITLES[name]

    def build(county: County, warehouse: Warehouse) -> Built:
        return figures_table(county, warehouse, name)

    inputs = (*_inputs(name), f"memory.{name}", "memory.department_scores")
    return table_asset(f"findings.{name}", title, row, inputs, build, kinds=("pandas", "duckdb"))


def _inputs(name: str) -> tuple[str, ...]:
    return (*INPUTS, "findings.charged") if name == LOST else INPUTS


def figures_table(county: County, warehouse: Warehouse, name: str) -> Built:
    """Figures of the scored month, or what is remembered of it once it is cut off; of other months what is remembered."""
    of = scored_month(county.catalog, county.day(county.bronze.manifest()))
    table = f"findings.{name}"
    key = warehouse.key(CODE + county.catalog.digest, {"today": of.today}, _inputs(name))
    if standing := warehouse.current(table, key):
        return standing
    if of.final and _remembers(warehouse, of.month):
        return warehouse.build(table, key, _remembered(name, _KEPT_WHEN_FINAL[name]), {"month": of.month})
    with warehouse.offered("figures", _figures(county, warehouse, of, name)):
        select = f"{_remembered(name, _KEPT[name])} UNION ALL {_fresh(name)}"
        parameters = {"month": of.month, "scored_on": of.scored_on, "final": of.final}
        return warehouse.build(table, key, select, parameters)


def _remembers(warehouse: Warehouse, month: date) -> bool:
    """Whether a published version scored a month."""
    known = "SELECT count(*) FROM memory.department_scores WHERE month = $month"
    return warehouse.rows(known, {"month": month}) != [(0,)]


def _figures(county: County, warehouse: Warehouse, of: ScoredMonth, name: str) -> pa.Table:
    """The month from what stands in the warehouse, read in a fixed order."""
    results, deliveries, tally = (
        warehouse.arrow(f"SELECT * FROM {table} ORDER BY ALL").to_pandas()
        for table in ("findings.rule_results", "raw.deliveries", "findings.tally")
    )
    before = "SELECT department, score FROM memory.department_scores WHERE month = $month ORDER BY department"
    previous = warehouse.arrow(before, {"month": month_before(of.month)}).to_pandas()
    frame = month_figures(county.catalog, of, results, deliveries, tally, previous)[name]
    figures = pa.Table.from_pandas(frame, preserve_index=False)
    return _opened(warehouse, figures) if name == LOST else figures


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
    columns = ", ".join(column for column, _ in _columns(name))
    return f"SELECT month, scored_on, final OR month <= $month AS final, {columns} FROM memory.{name} WHERE {where}"


def _fresh(name: str) -> str:
    """The figures that were computed, as the table has them."""
    columns = ", ".join(f"CAST({column} AS {kind}) AS {column}" for column, kind in _columns(name))
    return (
        "SELECT CAST($month AS DATE) AS month, CAST($scored_on AS DATE) AS scored_on, "
        f"CAST($final AS BOOLEAN) AS final, {columns} FROM figures"
    )


def _columns(name: str) -> list[tuple[str, str]]:
    """Names and types of the columns that are figures."""
    pairs = (column.split(" ") for column in FIGURES[name].split(", "))
    return [(column, kind) for column, kind in pairs]
