"""What departments receive of a month: one page, and the workbook of rows to fix, in their outbox."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg
import pandas as pd
import pyarrow as pa

from assets.county import County
from assets.publication.reports import month_of, month_partitions
from assets.quality_circular import circular_asset
from assets.quality_editions import Issued, content_of, issue
from assets.quality_month import DISPUTES, dispute_counts, open_month
from quality.checks import markdown_table
from quality.department import DepartmentQuality
from quality.dispute_list import dispute_rows
from quality.fix_list import IN_FILE_ORDER, fix_rows
from quality.fix_workbook import write_fix_list
from quality.gather import Month, department_quality
from quality.reports import department_page
from sql.warehouse import Warehouse

GROUP = "quality"
TALLY, TO_FIX = "findings.tally", "findings.to_fix"
_BATCH = 10_000
"""Rows that are labelled, masked and written at once."""
_ROW = "concat_ws('|', finding_id, batch, file, sheet, row_number, original, value, due_date, status)"


def quality_assets(county: County) -> list[dg.AssetsDefinition]:
    """The ranking of a month, its circular, and one asset a department."""
    partitions = month_partitions(county)
    return [
        _ranking_asset(partitions),
        circular_asset(partitions),
        *(_department_asset(d.id, d.title, partitions) for d in county.catalog.departments.values()),
    ]


def _ranking_asset(partitions: dg.PartitionsDefinition) -> dg.AssetsDefinition:
    @dg.asset(
        key=["quality", "scores"],
        deps=[["publication", "version"]],
        description="**质量得分**：一个月的部门得分和名次，取自已发布版本；评分冻结日之后不再变化。",
        group_name=GROUP,
        kinds={"parquet"},
        owners=["team:data-bureau"],
        partitions_def=partitions,
        required_resource_keys={"county"},
    )
    def scored(context) -> dg.MaterializeResult:  # noqa: ANN001 - Dagster refuses a postponed annotation
        county: County = context.resources.county
        first, _ = month_of(context.partition_key)
        with open_month(county, first, ()) as (_, month, _state):
            return dg.MaterializeResult(metadata=_ranking(month))

    return scored


def _ranking(month: Month) -> dict[str, Any]:
    """Mean score and ranking, for the plot and the page of the asset."""
    rated = month.scores.departments.dropna(subset=["score"]).sort_values(["peer_group", "rank"])
    names = ["department", "score", "grade", "peer_group", "rank"]
    rows = [(d, round(float(s), 2), g, of, int(r)) for d, s, g, of, r in rated[names].to_numpy()]
    return {
        "departments": len(month.scores.departments),
        "mean_score": round(float(rated["score"].mean()), 2) if len(rated) else 0.0,
        "final": month.final,
        "version": int(month.version),
        "ranking": dg.MetadataValue.md(markdown_table(("部门", "得分", "等级", "组别", "名次"), rows)),
    }


def _department_asset(
    department: str, title: str, partitions: dg.PartitionsDefinition
) -> dg.AssetsDefinition:
    @dg.asset(
        key=["quality", department],
        deps=[["quality", "scores"]],
        description=f"**{title}**的数据质量报告（可打印网页）和待整改明细（工作簿），放入该部门发件箱。",
        group_name=GROUP,
        kinds={"html", "excel"},
        owners=[f"team:{department.replace('_', '-')}"],
        partitions_def=partitions,
        required_resource_keys={"county"},
    )
    def report(context) -> dg.MaterializeResult:  # noqa: ANN001
        files, rows = write_department_report(context.resources.county, department, context.partition_key)
        return dg.MaterializeResult(
            metadata={"rows_to_fix": rows, "files": len(files), "folder": str(files[0].parent)}
        )

    return report


def write_department_report(county: County, department: str, partition: str) -> tuple[list[Path], int]:
    """Write the page and the workbooks of one department; returns the files and the number of rows to fix."""
    first, _ = month_of(partition)
    with open_month(county, first, (TALLY, TO_FIX, DISPUTES)) as (engine, month, _):
        data = department_quality(county.catalog, month, department, _tally(engine, department))
        data = replace(data, disputes=dispute_counts(engine, month, department))
        rows, digest = _rows_digest(engine, department)
        disputes = _disputes(county, engine, department)
        number, changed = issue(
            county.home, _issued(data, partition[:7], f"{digest} {disputes.to_pydict()!r}")
        )
        folder = county.home.outbox / department / partition[:7]
        stem = f"待整改明细_{data.title}_{partition[:7]}_第{number}版"
        rows_to_fix = fix_rows(county.catalog, _to_fix(engine, department))
        lists = write_fix_list(rows_to_fix, folder, stem, f"{data.title}待整改明细", disputes)
    page = folder / f"数据质量报告_{data.title}_{partition[:7]}_第{number}版.html"
    data = replace(data, edition=number, changed=changed, fix_lists=tuple(p.name for p in lists))
    page.write_text(department_page(data), encoding="utf-8")
    return [page, *lists], rows


def _tally(engine: Warehouse, department: str) -> pd.DataFrame:
    select = f"SELECT * FROM {TALLY} WHERE department = $department ORDER BY ALL"
    return engine.arrow(select, {"department": department}).to_pandas()


def _rows_digest(engine: Warehouse, department: str) -> tuple[int, str]:
    """How many rows wait, and an order-free digest of them that no engine version changes."""
    count, total = engine.rows(
        f"SELECT count(*), sum(md5_number_lower({_ROW})) FROM {TO_FIX} WHERE department = $department",
        {"department": department},
    )[0]
    return count, f"{count}-{int(total or 0):x}"


def _to_fix(engine: Warehouse, department: str) -> Iterator[pa.RecordBatch]:
    """The rows of the workbooks, batch by batch."""
    select = f"SELECT * FROM {TO_FIX} WHERE department = $department ORDER BY {IN_FILE_ORDER}"
    return engine.batches(select, {"department": department}, _BATCH)


def _disputes(county: County, engine: Warehouse, department: str) -> pa.Table:
    """The disputes that wait for a department, as its workbook shows them."""
    select = f"SELECT * FROM {DISPUTES} WHERE department = $department"
    return dispute_rows(county.catalog, engine.arrow(select, {"department": department}).to_pandas())


def _issued(data: DepartmentQuality, month: str, rows: str) -> Issued:
    """What the journal keeps of a page."""
    figures = {"待整改": float(data.ageing.total), "已逾期": float(data.ageing.overdue)}
    figures |= {f"《{s.title}》待整改": float(s.to_fix) for s in data.sources}
    if data.score is not None:
        figures["得分"] = round(data.score, 1)
    return Issued(
        report="department",
        unit=data.department,
        month=month,
        version=data.version,
        content=content_of(figures, rows),
        figures=figures,
    )
