"""The jobs: from landing to publication, and what is made of a published version."""

from typing import Any

import dagster as dg

CORE_GROUPS = (
    "catalog",
    "memory",
    "raw",
    "quarantine",
    "staged",
    "identity",
    "ledger",
    "findings",
    "alerts",
    "outbox",
    "publication",
)
MAX_RUNTIME = {"dagster/max_runtime": "21600"}


def core_job() -> Any:
    """Take every ready delivery, compute, check, publish."""
    return dg.define_asset_job(
        "core",
        selection=dg.AssetSelection.groups(*CORE_GROUPS),
        description="接收全部已就绪的报送，计算、检查并发布新版本。",
        executor_def=dg.in_process_executor,
        tags=MAX_RUNTIME,
    )


def reports_job(partitions: dg.PartitionsDefinition) -> Any:
    """All reports of one as-of month."""
    return dg.define_asset_job(
        "reports",
        selection=dg.AssetSelection.groups("reports"),
        description="生成一个数据所属月的全部报表。",
        partitions_def=partitions,
        executor_def=dg.in_process_executor,
        tags=MAX_RUNTIME,
    )


def quality_job(partitions: dg.PartitionsDefinition) -> Any:
    """The department quality reports of one month."""
    return dg.define_asset_job(
        "quality_reports",
        selection=dg.AssetSelection.groups("quality"),
        description="生成一个月的部门数据质量报告，放入各部门发件箱。",
        partitions_def=partitions,
        executor_def=dg.in_process_executor,
        tags=MAX_RUNTIME,
    )


def send_job() -> Any:
    """Tell the departments what lies in their outboxes."""
    return dg.define_asset_job(
        "send",
        selection=dg.AssetSelection.groups("messages"),
        description="把各部门发件箱中尚未告知的内容发到登记的渠道。",
        executor_def=dg.in_process_executor,
        tags=MAX_RUNTIME,
    )


def digest_job() -> Any:
    """The digest of a week, written and sent."""
    return dg.define_asset_job(
        "weekly_digest",
        selection=dg.AssetSelection.groups("digest", "messages"),
        description="生成每周提要，放入各部门发件箱并发送。",
        executor_def=dg.in_process_executor,
        tags=MAX_RUNTIME,
    )
