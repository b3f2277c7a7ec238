"""The bureau's monthly circular R-16: one page for all departments, and the workbook of every dataset."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import dagster as dg
import pandas as pd

from assets.county import County
from assets.publication.context import ReportContext
from assets.publication.report_rows import report_rows
from assets.publication.reports import county_name, fingerprint_of, month_of
from assets.publication.workbooks import digest, write_report
from assets.quality_editions import Issued, content_of, issue
from assets.quality_month import dispute_counts, open_month
from quality.circular import SAMPLES, Circular, circular
from quality.circular_page import circular_page
from sql.model import ReportMatter
from sql.warehouse import Warehouse

REPORT = "reports.quality_circular"
_LEADS_SHOWN = 8


def circular_asset(partitions: dg.PartitionsDefinition) -> dg.AssetsDefinition:
    """The asset ``quality/circular``."""

    @dg.asset(
        key=["quality", "circular"],
        deps=[["quality", "scores"]],
        description="**R-16 部门数据质量通报**（可打印网页和工作簿）：得分、名次、报送、整改和典型问题，报送对象：县数据局。",
        group_name="quality",
        kinds={"html", "excel"},
        owners=["team:data-bureau"],
        partitions_def=partitions,
        required_resource_keys={"county"},
    )
    def report(context) -> dg.MaterializeResult:  # noqa: ANN001 - Dagster refuses a postponed annotation
        files, lines = write_circular(context.resources.county, context.partition_key)
        return dg.MaterializeResult(
            metadata={"dagster/row_count": lines, "files": len(files), "folder": str(files[0].parent)}
        )

    return report


def write_circular(county: County, partition: str) -> tuple[list[Path], int]:
    """Write the page and the workbook of a month; returns the files and the lines of the workbook."""
    first, last = month_of(partition)
    model = county.models[REPORT]
    assert isinstance(model.matter, ReportMatter)
    with open_month(county, first) as (engine, month, version):
        data = circular(county.catalog, county_name(county), month, _waiting(engine), _leads(engine))
        data = replace(data, disputes=dispute_counts(engine, month))
        rows = report_rows(engine, county.models, REPORT, {"month_start": first, "month_end": last})
    number, changed = issue(county.home, _issued(data, partition[:7], digest(rows)))
    labels = ReportContext(
        month=partition[:7], month_start=first, month_end=last, county=data.county,
        version=int(version.name), generated_from=fingerprint_of(version), edition=number,
    )  # fmt: skip
    folder = county.home.reports / partition[:7] / REPORT.split(".")[1]
    books = write_report(model.matter, rows, labels, folder)
    page = books[0].with_suffix(".html")
    page.write_text(circular_page(replace(data, edition=number, changed=changed)), encoding="utf-8")
    return [page, *books], len(rows)


def _waiting(engine: Warehouse) -> pd.DataFrame:
    """Kinds of findings that wait, most frequent first, with a few of their texts."""
    select = f"""
        SELECT dataset, field, rule, original, count(*) OVER (PARTITION BY dataset, field, rule) AS findings
        FROM findings.to_fix
        QUALIFY row_number() OVER (PARTITION BY dataset, field, rule ORDER BY original NULLS LAST, finding_id) <= {2 * SAMPLES}
        ORDER BY ALL
    """
    return engine.arrow(select).to_pandas()


def _leads(engine: Warehouse) -> list[tuple[str, int]]:
    """Title and leads of the warnings that set sources against each other, most first; who lacks a benefit is no error."""
    return engine.rows(f"""
        SELECT r.title, count(*) FROM alerts.leads AS l
        INNER JOIN alerts.rules AS r ON r.alert = l.alert
        WHERE r.kind <> '享受线索'
        GROUP BY r.title ORDER BY count(*) DESC, r.title LIMIT {_LEADS_SHOWN}
    """)


def _issued(data: Circular, month: str, rows: str) -> Issued:
    """What the journal keeps of the circular."""
    figures = {
        "待整改": float(data.totals.to_fix), "已逾期": float(data.totals.overdue), "实到批次": float(data.totals.came),
    }  # fmt: skip
    if data.totals.mean is not None:
        figures["平均得分"] = round(data.totals.mean, 1)
    return Issued(
        report="circular",
        unit=data.county,
        month=month,
        version=data.version,
        content=content_of(figures, rows),
        figures=figures,
    )
