"""The commands about findings and disputed values: except, dispute, disputes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from orchestration.command import HOME, one_line_errors
from orchestration.settings import read_settings


@click.command("except")
@HOME
@click.argument("finding", required=False)
@click.option("--by", default="", help="Who rules.")
@click.option("--why", default="", help="Why.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day on which the exception holds.")
@click.option("--refuse", is_flag=True, help="The finding is no exception.")
@one_line_errors
def except_(
    home: Path | None, finding: str | None, by: str, why: str, until: datetime | None, refuse: bool
) -> None:
    """Grant an exception for FINDING, which then leaves both sides of the scores; without FINDING list what is asked."""
    from orchestration.quality_stewards import asked_exceptions, rule_exception
    from orchestration.wiring import county_for

    county = county_for(read_settings(home))
    if finding is None:
        for line in asked_exceptions(county):
            click.echo(line)
        return
    if refuse == (until is not None):
        raise click.UsageError("say either --until DAY or --refuse")
    ruling = rule_exception(county, finding, by, why, until.date() if until else None)
    click.echo(f"{ruling.verdict}: {ruling.finding_id}; the next run follows it")


@click.command("dispute")
@HOME
@click.argument("entity")
@click.argument("element")
@click.option("--value", required=True, help="What the value should be; a code or its label.")
@click.option("--by", required=True, help="Who says so.")
@click.option("--why", required=True, help="On what evidence.")
@one_line_errors
def dispute(home: Path | None, entity: str, element: str, value: str, by: str, why: str) -> None:
    """Put ENTITY's golden ELEMENT to the department whose source gave it (校核申请)."""
    from orchestration.quality_stewards import request_dispute
    from orchestration.wiring import county_for

    request = request_dispute(county_for(read_settings(home)), entity, element, value, by, why)
    click.echo(f"put to {request.source}: {request.element} of {request.entity_id}; the next run follows it")


@click.command("disputes")
@HOME
@click.option("--department", help="Only those put to this department.")
@click.option("--closed", is_flag=True, help="Also those that are closed.")
@click.option("--values", is_flag=True, help="Show the values, which are personal.")
@one_line_errors
def disputes(home: Path | None, department: str | None, closed: bool, values: bool) -> None:
    """List the disputes, those due first; without personal values unless asked."""
    from orchestration.quality_stewards import dispute_lines
    from orchestration.wiring import county_for

    for line in dispute_lines(county_for(read_settings(home)), department, closed, values):
        click.echo(line)


COMMANDS = (except_, dispute, disputes)
