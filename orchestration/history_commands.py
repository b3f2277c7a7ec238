"""The commands about a value and its past: explain, as-of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from orchestration.as_of import FOR_EVER, AsOfError, Moment
from orchestration.explaining import ExplainError
from orchestration.settings import read_settings

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
DAY = click.DateTime(formats=["%Y-%m-%d"])


def add_history_commands(group: click.Group, home: Decorator, one_line_errors: Decorator) -> None:
    """Hang the commands below ``group``, with the group's own option for the home and its way to end in a line."""
    for command in (explain, as_of):
        group.command(command.__name__.replace("_", "-"))(home(one_line_errors(_plain_errors(command))))


def _plain_errors(command: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except (ExplainError, AsOfError) as error:
            raise click.ClickException(str(error)) from None

    return wrapped


@click.argument("entity_id")
@click.argument("element")
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the same as a page, readable by you only.",
)
def explain(home: Path | None, entity_id: str, element: str, html: Path | None) -> None:
    """Say which record and which rule gave ENTITY_ID its ELEMENT, who lost, and what it was before."""
    from orchestration import explaining
    from orchestration.wiring import county_for

    found = explaining.explain(county_for(read_settings(home)), entity_id, element)
    for line in explaining.lines(found):
        click.echo(line)
    if html:
        html.touch(mode=0o600)
        html.write_text(explaining.page(found), encoding="utf-8")


@click.argument("day", metavar="DATE", type=DAY)
@click.option("--known", type=DAY, help="As it was known on this day (default: as it is known now).")
@click.option(
    "--matrix", type=DAY, help="Decided by the authority lists of this day (default: by those of each day)."
)
@click.option("--entity", help="Show the values of this entity.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the ledger of that date here, as Parquet.",
)
def as_of(
    home: Path | None,
    day: datetime,
    known: datetime | None,
    matrix: datetime | None,
    entity: str | None,
    out: Path | None,
) -> None:
    """Show the golden ledger of DATE: what was true then, as far as was known on another day."""
    from orchestration.as_of import lines
    from orchestration.wiring import county_for

    moment = Moment(day.date(), _day(known) or FOR_EVER, _day(matrix))
    for line in lines(county_for(read_settings(home)), moment, entity, out):
        click.echo(line)


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()
