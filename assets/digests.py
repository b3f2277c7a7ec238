"""The weekly digest: what waits, came and was put right since the last one, filed in each department's outbox."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path

import dagster as dg

from assets.county import County
from assets.journal import append, entries
from assets.publication.publish import current_version, read_manifest
from assets.publication.reports import NothingPublished
from quality.digest import Digest, DigestLine, digest_page
from sql.warehouse import open_published

FILE = "digests.jsonl"
WEEK = timedelta(days=7)
UNDECLARED = "未登记的数据集"
"""A dataset nobody declared bears the name of a folder, which a person chose."""
_COUNTS = """
SELECT
    department,
    dataset,
    count(*) FILTER (WHERE status IN ('open', 'reopened')) AS open,
    count(*) FILTER (WHERE status IN ('open', 'reopened') AND first_seen > $since) AS new,
    -- what still stood on the day of the last digest was put right after it
    count(*) FILTER (WHERE status = 'fixed' AND last_seen >= $since) AS fixed,
    count(*) FILTER (WHERE status IN ('open', 'reopened') AND due_date < $day) AS overdue
FROM findings.all
WHERE severity <> 'info'
GROUP BY department, dataset
ORDER BY department, dataset
"""


def digest_asset() -> dg.AssetsDefinition:
    """The asset ``digest/weekly``."""

    @dg.asset(
        key=["digest", "weekly"],
        deps=[["publication", "version"]],
        description="**每周提要**：各部门待整改、新增、已整改和逾期的问题数，放入部门发件箱；没有新的报送则不出。",
        group_name="digest",
        kinds={"html"},
        owners=["team:data-bureau"],
        required_resource_keys={"county"},
    )
    def weekly(context) -> dg.MaterializeResult:  # noqa: ANN001 - Dagster refuses a postponed annotation
        fresh = write_digests(context.resources.county)
        open_findings = sum(digest.total("open") for digest in fresh)
        return dg.MaterializeResult(metadata={"written": len(fresh), "open_findings": open_findings})

    return weekly


def write_digests(county: County) -> list[Digest]:
    """Digests of the published version for all who have something to be told; none twice for one day."""
    version = current_version(county)
    if version is None:
        raise NothingPublished("nothing is published yet: run the job core first")
    journal = county.home.journal / FILE
    told = entries(journal, Digest)
    day = date.fromisoformat(read_manifest(version)["today"])
    last = max((date.fromisoformat(digest.day) for digest in told), default=None)
    fresh = [] if last is not None and day <= last else _digests(county, version, day, last or day - WEEK)
    append(journal, fresh)
    for digest in (*last_digests(told).values(), *fresh):
        _write(county.home.outbox, digest)
    return fresh


def last_digests(told: Iterable[Digest]) -> Mapping[str, Digest]:
    """The newest digest of each department."""
    return {digest.department: digest for digest in told}


def digest_file(outbox: Path, digest: Digest) -> Path:
    """Where a digest lies."""
    return outbox / digest.department / "digests" / f"每周提要_{digest.day}.html"


def _digests(county: County, version: Path, day: date, since: date) -> list[Digest]:
    """One digest a department of the catalog that has, had or got findings."""
    catalog = county.catalog
    with open_published(version, county.limits) as engine:
        rows = engine.rows(_COUNTS, {"since": since, "day": day})
    lines: dict[str, list[DigestLine]] = {}
    for department, dataset, waiting, new, fixed, overdue in rows:
        if waiting or fixed:
            title = catalog.sources[dataset].title if dataset in catalog.sources else UNDECLARED
            line = DigestLine(title=title, open=waiting, new=new, fixed=fixed, overdue=overdue)
            lines.setdefault(department, []).append(line)
    return [
        Digest(
            department=department,
            department_title=catalog.departments[department].title,
            day=day.isoformat(),
            since=since.isoformat(),
            version=int(version.name),
            lines=tuple(found),
        )
        for department, found in lines.items()
        if department in catalog.departments
    ]


def _write(outbox: Path, digest: Digest) -> None:
    """The page of a digest, where it is new or was lost."""
    target = digest_file(outbox, digest)
    if not target.exists():
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = target.with_suffix(".new")
        draft.write_text(digest_page(digest), encoding="utf-8")
        os.replace(draft, target)
