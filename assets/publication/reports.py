"""Report assets: one a file under ``sql/reports`` with a layout, partitioned by as-of month, read from a version."""

from __future__ import annotations

import calendar
import hashlib
import json
from datetime import date
from pathlib import Path

import dagster as dg

from assets.county import County
from assets.publication.context import ReportContext
from assets.publication.publish import current_version, read_manifest
from assets.publication.report_rows import report_rows
from assets.publication.workbooks import digest, write_report
from sql.model import ReportMatter
from sql.warehouse import open_published

FIRST_MONTH = "2024-01-01"


class NothingPublished(Exception):
    """A report was asked of a home that has no published version."""


def month_partitions(county: County) -> dg.MonthlyPartitionsDefinition:
    """As-of months up to the newest batch month, also where the county is dated after the clock."""
    newest = county.day(county.bronze.manifest())
    today = date.today()  # noqa: DTZ011 - how far partitions reach, nothing that is computed
    months = (newest.year - today.year) * 12 + newest.month - today.month
    return dg.MonthlyPartitionsDefinition(
        FIRST_MONTH, timezone="Asia/Shanghai", end_offset=max(months, 0) + 1
    )


def month_of(partition: str) -> tuple[date, date]:
    """First and last day of the month of a partition key ``2025-12-01`` or ``2025-12``."""
    year, month = int(partition[:4]), int(partition[5:7])
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def version_as_of(county: County, last: date) -> Path:
    """The newest version that was published as of a month's last day, else the oldest that is kept."""
    versions = county.home.published / "versions"
    numbered = sorted((p for p in versions.glob("*") if p.name.isdigit()), key=lambda p: int(p.name))
    if not numbered:
        raise NothingPublished("nothing is published yet: run the job core first")
    told = [p for p in numbered if read_manifest(p)["today"] <= last.isoformat()]
    return told[-1] if told else current_version(county) or numbered[-1]


def report_assets(county: County) -> list[dg.AssetsDefinition]:
    """One asset a report; those of the quality job are made beside its pages."""
    partitions = month_partitions(county)
    return [
        _report_asset(name, model.matter, partitions)
        for name, model in sorted(county.models.items())
        if isinstance(model.matter, ReportMatter) and model.matter.job == "reports"
    ]


def _report_asset(
    name: str, matter: ReportMatter, partitions: dg.MonthlyPartitionsDefinition
) -> dg.AssetsDefinition:
    @dg.asset(
        key=name.split("."),
        deps=[["publication", "version"]],
        description=f"**{matter.code} {matter.title}**，报送对象：{matter.audience}。按数据所属月分区，读取已发布版本。",
        group_name="reports",
        kinds={"excel"},
        owners=[f"team:{matter.owner}"],
        partitions_def=partitions,
        required_resource_keys={"county"},
    )
    def report(context) -> dg.MaterializeResult:  # noqa: ANN001 - Dagster refuses a postponed annotation
        files, rows, version = make_report(context.resources.county, name, context.partition_key)
        return dg.MaterializeResult(
            metadata={"dagster/row_count": rows, "workbooks": len(files), "version": version,
                      "folder": str(files[0].parent) if files else ""}
        )  # fmt: skip

    return report


def make_report(county: County, name: str, partition: str) -> tuple[list[Path], int, int]:
    """Write the workbooks of one report and month; returns the files, the rows and the version read.

    A rerun on another version, or with other rows, is the next 版次; equal rows give the same files again.
    """
    first, last = month_of(partition)
    version = version_as_of(county, last)
    model = county.models[name]
    assert isinstance(model.matter, ReportMatter)
    with open_published(version, county.limits) as engine:
        rows = report_rows(engine, county.models, name, {"month_start": first, "month_end": last})
    folder = county.home.reports / partition[:7] / name.split(".")[1]
    edition = edition_of(folder, digest(rows))
    labels = ReportContext(
        month=partition[:7], month_start=first, month_end=last, county=county_name(county),
        version=int(version.name), generated_from=fingerprint_of(version), edition=edition,
    )  # fmt: skip
    return write_report(model.matter, rows, labels, folder), len(rows), int(version.name)


def county_name(county: County) -> str:
    """The name of the county itself."""
    return next(d["name"] for d in county.catalog.divisions if d["level"] == "3")


def fingerprint_of(version: Path) -> str:
    """One fingerprint over the tables of a version."""
    fingerprints = read_manifest(version)["fingerprints"]
    return hashlib.sha256(json.dumps(fingerprints, sort_keys=True).encode()).hexdigest()[:16]


def edition_of(folder: Path, content: str) -> int:
    """版次: 1 for a month's first rows, one more each time the rows are different."""
    folder.mkdir(parents=True, exist_ok=True)
    register = folder / "editions.json"
    editions: list[str] = json.loads(register.read_text()) if register.is_file() else []
    if content not in editions:
        editions.append(content)
        register.write_text(json.dumps(editions))
    return editions.index(content) + 1
