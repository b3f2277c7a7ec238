"""When the jobs run by the clock (Asia/Shanghai); a schedule skips while a run of its job is waiting."""

import dagster as dg

from assets.county import County
from quality.timeliness import closed_month as newest_closed

WAITING = [dg.DagsterRunStatus.QUEUED, dg.DagsterRunStatus.NOT_STARTED]
TIMEZONE = "Asia/Shanghai"
ON = dg.DefaultScheduleStatus.RUNNING
"""Whoever starts the daemon wants the county kept; a schedule is switched off in the UI."""


def is_waiting(instance: dg.DagsterInstance, job: str) -> bool:
    """Whether a run of a job waits in the queue."""
    return bool(instance.get_run_records(dg.RunsFilter(job_name=job, statuses=WAITING), limit=1))


def schedules(county: County, core_cron: str) -> list[dg.ScheduleDefinition]:
    """Daily core; reports on the 1st for the month before; quality reports on the 25th."""
    return [
        _daily_core(core_cron),
        _monthly("monthly_reports", "reports", "0 6 1 * *", "每月1日生成上月报表。", county),
        _monthly("monthly_quality", "quality_reports", "0 6 25 * *", "每月25日生成质量报告。", county),
    ]


def _daily_core(cron: str) -> dg.ScheduleDefinition:
    def evaluate(context):  # noqa: ANN001, ANN202 - Dagster inspects the annotation
        if is_waiting(context.instance, "core"):
            return dg.SkipReason("core 已在排队")
        return dg.RunRequest()

    return dg.ScheduleDefinition(
        name="daily_core", job_name="core", cron_schedule=cron, execution_timezone=TIMEZONE, execution_fn=evaluate,
        default_status=ON, description="每日接收报送并发布。",
    )  # fmt: skip


def _monthly(name: str, job: str, cron: str, description: str, county: County) -> dg.ScheduleDefinition:
    def evaluate(context):  # noqa: ANN001, ANN202
        if is_waiting(context.instance, job):
            return dg.SkipReason(f"{job} 已在排队")
        if not county.bronze.manifest().batches:
            return dg.SkipReason("尚未接收任何报送")
        return dg.RunRequest(partition_key=closed_month(county))

    return dg.ScheduleDefinition(
        name=name, job_name=job, cron_schedule=cron, execution_timezone=TIMEZONE, execution_fn=evaluate,
        default_status=ON, description=description,
    )  # fmt: skip


def closed_month(county: County) -> str:
    """Partition of the newest month that is closed on the county's today."""
    return newest_closed(county.day(county.bronze.manifest())).isoformat()
