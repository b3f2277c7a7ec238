"""When the jobs run by the clock (Asia/Shanghai); a schedule skips while a run of its job is waiting."""

from collections.abc import Callable
from functools import partial

import dagster as dg

from assets.county import County
from assets.messages import waiting_messages
from assets.publication.publish import current_version
from quality.timeliness import closed_month as newest_closed

WAITING = [dg.DagsterRunStatus.QUEUED, dg.DagsterRunStatus.NOT_STARTED]
TIMEZONE = "Asia/Shanghai"
ON = dg.DefaultScheduleStatus.RUNNING
"""Whoever starts the daemon wants the county kept; a schedule is switched off in the UI."""


def is_waiting(instance: dg.DagsterInstance, job: str) -> bool:
    """Whether a run of a job waits in the queue."""
    return bool(instance.get_run_records(dg.RunsFilter(job_name=job, statuses=WAITING), limit=1))


def schedules(county: County, core_cron: str) -> list[dg.ScheduleDefinition]:
    """Daily core; reports on the 1st for the month before; quality reports on the 25th; digests on Mondays; messages."""
    return [
        _plain("daily_core", "core", core_cron, "每日接收报送并发布。", lambda: None),
        _monthly("monthly_reports", "reports", "0 6 1 * *", "每月1日生成上月报表。", county),
        _monthly("monthly_quality", "quality_reports", "0 6 25 * *", "每月25日生成质量报告。", county),
        _plain(
            "weekly_digest",
            "weekly_digest",
            "0 8 * * 1",
            "每周一生成每周提要并发送。",
            partial(_no_version, county),
        ),
        _plain(
            "daily_send",
            "send",
            "30 8 * * *",
            "每日重发前一日未能送达的消息。",
            partial(_nothing_unsent, county),
        ),
    ]


def _monthly(name: str, job: str, cron: str, description: str, county: County) -> dg.ScheduleDefinition:
    def evaluate(context):  # noqa: ANN001, ANN202 - Dagster inspects the annotation
        if is_waiting(context.instance, job):
            return dg.SkipReason(f"{job} 已在排队")
        if not county.bronze.manifest().batches:
            return dg.SkipReason("尚未接收任何报送")
        return dg.RunRequest(partition_key=closed_month(county))

    return dg.ScheduleDefinition(
        name=name, job_name=job, cron_schedule=cron, execution_timezone=TIMEZONE, execution_fn=evaluate,
        default_status=ON, description=description,
    )  # fmt: skip


def _plain(
    name: str, job: str, cron: str, description: str, idle: Callable[[], str | None]
) -> dg.ScheduleDefinition:
    """A schedule of a job without partitions; ``idle`` says why there is nothing to do."""

    def evaluate(context):  # noqa: ANN001, ANN202
        if is_waiting(context.instance, job):
            return dg.SkipReason(f"{job} 已在排队")
        reason = idle()
        return dg.SkipReason(reason) if reason else dg.RunRequest()

    return dg.ScheduleDefinition(
        name=name, job_name=job, cron_schedule=cron, execution_timezone=TIMEZONE, execution_fn=evaluate,
        default_status=ON, description=description,
    )  # fmt: skip


def _no_version(county: County) -> str | None:
    return None if current_version(county) else "尚未发布任何版本"


def _nothing_unsent(county: County) -> str | None:
    return None if any(waiting_messages(county)) else "没有待发送的消息"


def closed_month(county: County) -> str:
    """Partition of the newest month that is closed on the county's today."""
    return newest_closed(county.day(county.bronze.manifest())).isoformat()
