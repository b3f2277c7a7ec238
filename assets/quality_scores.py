"""Score tables: the newest closed month as it stands, every earlier one as it was when its figures were cut off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import dagster as dg
import pandas as pd
import pyarrow as pa

from assets.county import County, code_version
from assets.factory import POOL, key_of, table_metadata
from quality import month_figures as monthly
from quality.month_figures import (
    FIGURES,
    LOST,
    Figures,
    ScoredMonth,
    closed_figures,
    cut_off,
    figure_columns,
    month_figures,
    scored_month,
)
from quality.timeliness import month_before
from sql.warehouse import Built, Warehouse

INPUTS = ("findings.charged", "findings.rule_results", "findings.tally", "raw.deliveries")
CODE = code_version(*Path(monthly.__file__).parent.glob("*.py"), Path(__file__))
TITLES = {
    "rule_scores": ("规则得分", "一个月一条规则的合格率"),
    "dimension_scores": ("维度得分", "一个月一个来源一个维度的得分"),
    "source_scores": ("数据集得分", "一个月一个来源的得分、报送和问题数"),
    "department_scores": ("部门得分", "一个月一个部门的得分和名次"),
    LOST: ("失分明细", "一个月一个部门的一处失分，最近一个月附问题编号"),
}
_NEWEST_ONLY = {"finding_ids": "CASE WHEN month = $scored THEN finding_ids END"}
"""What opens to findings does so for the newest month: those of others stand in the versions of their time."""
Computed = dict[date, Figures]
"""Month -> its tables, of the months whose figures this run computes."""


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
    inputs = (*INPUTS, *(f"memory.{table}" for table in FIGURES))
    return dg.AssetSpec(
        key=key_of(f"findings.{name}"),
        deps=[key_of(table) for table in sorted(inputs)],
        description=f"**{title}**：一行是{row}。",
        group_name="findings",
        kinds={"pandas", "duckdb"},
        owners=["team:data-bureau"],
    )


def score_tables(county: County, warehouse: Warehouse) -> list[Built]:
    """Figures of the scored month; of others, and of this one once it is final, those that are remembered.

    What is remembered and was cut off since is closed, once.
    """
    of = scored_month(county.catalog, county.day(county.bronze.manifest()))
    key = warehouse.key(CODE + county.catalog.digest, {"today": of.today}, INPUTS)
    standing = [warehouse.current(f"findings.{name}", key) for name in FIGURES]
    if all(standing):
        return [built for built in standing if built]
    known: dict[date, bool] = dict(
        warehouse.rows("SELECT DISTINCT month, final FROM memory.department_scores ORDER BY month")
    )
    computed: Computed = {}
    for month, final in known.items():
        if not final and of.today > cut_off(county.catalog, month):
            computed[month] = _closed(county, warehouse, month, computed)
    if not (of.final and of.month in known):
        computed[of.month] = _scored(county, warehouse, of, computed)
    return [_build(warehouse, key, name, computed, of.month) for name in FIGURES]


def _build(warehouse: Warehouse, key: str, name: str, computed: Computed, scored: date) -> Built:
    """The table of the months that were computed and those that are only remembered."""
    columns = figure_columns(name)
    names = ", ".join(f"{_NEWEST_ONLY.get(column, column)} AS {column}" for column, _ in columns)
    remembered = f"SELECT {names} FROM memory.{name} WHERE NOT list_contains($computed, month)"
    parameters = {"computed": list(computed)} | ({"scored": scored} if name == LOST else {})
    if not computed:
        return warehouse.build(f"findings.{name}", key, remembered, parameters)
    fresh = ", ".join(
        f"CAST({_NEWEST_ONLY.get(column, column)} AS {kind}) AS {column}" for column, kind in columns
    )
    frame = pd.concat([tables[name] for tables in computed.values()])
    with warehouse.offered("figures", pa.Table.from_pandas(frame, preserve_index=False)):
        return warehouse.build(
            f"findings.{name}", key, f"{remembered} UNION ALL SELECT {fresh} FROM figures", parameters
        )


def _scored(county: County, warehouse: Warehouse, of: ScoredMonth, computed: Computed) -> Figures:
    """The month from what stands in the warehouse, read in a fixed order."""
    results, tally = (_ordered(warehouse, f"findings.{table}") for table in ("rule_results", "tally"))
    deliveries, previous = _ordered(warehouse, "raw.deliveries"), _previous(warehouse, of.month, computed)
    tables = month_figures(county.catalog, of, results, deliveries, tally, previous)
    return tables | {LOST: _opened(warehouse, tables[LOST], "findings.charged")}


def _closed(county: County, warehouse: Warehouse, month: date, computed: Computed) -> Figures:
    """A remembered month with what is known now of its batches."""
    where = f"WHERE month = DATE '{month.isoformat()}'"
    remembered = {name: _ordered(warehouse, f"memory.{name} {where}") for name in FIGURES}
    deliveries, previous = _ordered(warehouse, "raw.deliveries"), _previous(warehouse, month, computed)
    tables = closed_figures(county.catalog, month, remembered, deliveries, previous)
    return tables | {LOST: _opened(warehouse, tables[LOST], f"(FROM memory.{LOST} {where})")}


def _ordered(warehouse: Warehouse, table: str) -> pd.DataFrame:
    return warehouse.arrow(f"SELECT * FROM {table} ORDER BY ALL").to_pandas()


def _previous(warehouse: Warehouse, month: date, computed: Computed) -> pd.DataFrame:
    """Departments and their scores of the month before."""
    before = month_before(month)
    if before in computed:
        return computed[before]["department_scores"]
    return _ordered(warehouse, f"memory.department_scores WHERE month = DATE '{before.isoformat()}'")


def _opened(warehouse: Warehouse, lost: pd.DataFrame, charged: str) -> pd.DataFrame:
    """Lost points with the numbers of the findings that cost them; ``charged`` names them by place."""
    with warehouse.offered("lost", pa.Table.from_pandas(lost, preserve_index=False)):
        return warehouse.arrow(
            f"SELECT l.*, c.finding_ids FROM lost AS l LEFT JOIN {charged} AS c ON c.department = l.department "
            "AND c.component = l.component AND c.dataset IS NOT DISTINCT FROM l.dataset "
            "AND c.rule IS NOT DISTINCT FROM l.rule"
        ).to_pandas()
