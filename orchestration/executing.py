"""Running a job in this process, as the command line does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import dagster as dg


def execute(
    definitions: dg.Definitions, job: str, instance: dg.DagsterInstance, partition: str | None
) -> bool:
    """Execute a job in this process and record it in the instance; prints the first failure in a line."""
    from orchestration.instance import own_tags

    result = definitions.resolve_job_def(job).execute_in_process(
        instance=instance,
        partition_key=partition,
        raise_on_error=False,
        tags=own_tags(),
        run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
    )
    for event in result.all_events:
        if event.is_step_failure:
            click.echo(f"{job}: {event.step_key} failed: {_said(event)}", err=True)
    return result.success


def _said(event: dg.DagsterEvent) -> str:
    """What a failed step says of itself, else its error's cause."""
    failure = event.step_failure_data
    if failure.user_failure_data and failure.user_failure_data.description:
        return failure.user_failure_data.description
    cause = failure.error.cause or failure.error if failure.error else None
    return cause.message.strip() if cause else "unknown"
