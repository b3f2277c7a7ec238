"""What departments receive of a month: scores, one page, and the workbook of rows to fix, in their outbox."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import dagster as dg
import pandas as pd
import pyarrow as pa

from assets.county import County
from assets.publication.reports import edition_of, month_of, month_partitions, version_as_of
from quality.checks import markdown_table
from quality.dispute_list import NO_DISPUTES, dispute_rows
from quality.fix_list import fix_rows, write_fix_list
from quality.gather import Month, department_quality
from quality.reports import department_page
from quality.score_parameters import DIMENSIONS, score_parameters
from quality.scoring import Scores, scores
from quality.timeliness import delivery_results, due_batches
from sql.warehouse import Warehouse, open_published

GROUP = "quality"


def quality_assets(county: County) -> list[dg.AssetsDefinition]:
    """The scores of a month, and one asset a department that reads them."""
    partitions = month_partitions(county)
    return [
        _scores_asset(partitions),
        *(_department_asset(d.id, d.title, partitions) for d in county.catalog.departments.values()),
    ]


def _scores_asset(partitions: dg.PartitionsDefinition) -> dg.AssetsDefinition:
    @dg.asset(
        key=["quality", "scores"],
        deps=[["publication", "version"]],
        description="**质量得分**：按 GB/T 36344 六个维度计算各来源、各部门得分；月度冻结。",
        group_name=GROUP,
        kinds={"pandas"},
        owners=["team:data-bureau"],
        partitions_def=partitions,
        required_resource_keys={"county"},
    )
    def scored(context) -> dg.MaterializeResult:  # noqa: ANN001 - Dagster refuses a postponed annotation
        county: County = context.resources.county
        month, _ = gather(county, context.partition_key)
        line = month.scores.departments.sort_values("department")
        path = scores_file(county, context.partition_key)
        path.parent.mkdir(parents=True, exist_ok=True)
        line.assign(month=month.month).to_parquet(path)
        rated = line.dropna(subset=["score"])
        ranking = rated.sort_values("score", ascending=False)[
            ["department", "score", "grade", "group", "rank"]
        ]
        rows = [
            (d, round(float(s), 2), g, of, "" if pd.isna(r) else int(r))
            for d, s, g, of, r in ranking.to_numpy()
        ]
        return dg.MaterializeResult(
            metadata={
                "departments": len(line),
                "mean_score": float(round(rated["score"].mean(), 2)) if len(rated) else 0.0,
                "ranking": dg.MetadataValue.md(
                    markdown_table(("部门", "得分", "等级", "组别", "名次"), rows)
                ),
            }
        )

    return scored


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


def scores_file(county: County, partition: str) -> Path:
    """Where a month's department scores are frozen."""
    return county.home.reports / partition[:7] / "quality" / "scores.parquet"


def gather(county: County, partition: str) -> tuple[Month, pd.DataFrame]:
    """The scores and context of a month, and all findings, from the version that was current then."""
    first, last = month_of(partition)
    version = version_as_of(county, last)
    today = county.day(county.bronze.manifest())
    with open_published(version, county.limits) as engine:
        findings = _frame(engine, "SELECT * FROM findings.all")
        sources = _frame(engine, "SELECT * FROM catalog.sources")
        deliveries = _frame(engine, "SELECT * FROM raw.deliveries")
        results = _frame(engine, "SELECT * FROM findings.rule_results")
    due = due_batches(sources, deliveries, first, today)
    parameters = score_parameters(county.catalog, last)
    history = _history(county, first)
    results = pd.concat([results, delivery_results(due)], ignore_index=True)
    found: Scores = scores(results, sources, due, findings, parameters, today, _previous(history, first))
    month = Month(
        month=first,
        today=today,
        version=version.name,
        edition=1,
        scores=found,
        due=due,
        history=history,
        before=None,
        weights=tuple((name, parameters.dimension_weights[name]) for name in DIMENSIONS),
    )
    return month, findings


def _frame(engine: Warehouse, select: str) -> pd.DataFrame:
    return engine.arrow(select).to_pandas()


def _history(county: County, first: date) -> pd.DataFrame:
    """department, month, score of the months before that were scored."""
    frames = [
        pd.read_parquet(path)[["department", "month", "score"]]
        for path in sorted(county.home.reports.glob("*/quality/scores.parquet"))
        if path.parent.parent.name < first.isoformat()[:7]
    ]
    return pd.concat(frames) if frames else pd.DataFrame(columns=["department", "month", "score"])


def _previous(history: pd.DataFrame, first: date) -> pd.DataFrame | None:
    newest = history[history["month"] == history["month"].max()] if len(history) else history
    return newest[["department", "score"]] if len(newest) and newest["month"].iloc[0] < first else None


def write_department_report(county: County, department: str, partition: str) -> tuple[list[Path], int]:
    """Write the page and the workbook of one department; returns the files and the number of rows to fix."""
    month, findings = gather(county, partition)
    own = findings[findings["department"] == department]
    folder = county.home.outbox / department / partition[:7]
    folder.mkdir(parents=True, exist_ok=True)
    rows, disputes = fix_rows(county.catalog, own), _disputes(county, department, partition)
    told = repr((rows.to_pydict(), disputes.to_pydict()))
    edition = edition_of(folder, hashlib.sha256(told.encode()).hexdigest())
    title = county.catalog.departments[department].title
    stem = f"待整改明细_{title}_{partition[:7]}_第{edition}版"
    lists = write_fix_list(
        rows.to_batches(max_chunksize=10_000), folder, stem, f"{title}待整改明细", disputes
    )
    names = tuple(p.name for p in lists)
    data = department_quality(county.catalog, month, department, own, names)
    page = folder / f"数据质量报告_{title}_{partition[:7]}_第{edition}版.html"
    page.write_text(department_page(data), encoding="utf-8")
    return [page, *lists], len(rows)


def _disputes(county: County, department: str, partition: str) -> pa.Table:
    """The disputes that wait for a department, as its workbook shows them."""
    version = version_as_of(county, month_of(partition)[1])
    with open_published(version, county.limits) as engine:
        if not engine.exists("ledger.disputes"):
            return NO_DISPUTES  # a version that an earlier release published
        waiting = engine.arrow("SELECT * FROM ledger.disputes WHERE department = ?", [department])
    return dispute_rows(county.catalog, waiting.to_pandas())
