"""The commands about a value and its past: explain, as-of."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from orchestration.command import HOME, one_line_errors
from orchestration.settings import read_settings

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command("explain")
@HOME
@click.argument("entity_id")
@click.argument("element")
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the same as a page, readable by you only.",
)
@one_line_errors
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


@click.command("as-of")
@HOME
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
@one_line_errors
def as_of(
    home: Path | None,
    day: datetime,
    known: datetime | None,
    matrix: datetime | None,
    entity: str | None,
    out: Path | None,
) -> None:
    """Show the golden ledger of DATE: what was true then, as far as was known on another day."""
    from orchestration.as_of import FOR_EVER, Moment, lines
    from orchestration.wiring import county_for

    moment = Moment(day.date(), _day(known) or FOR_EVER, _day(matrix))
    for line in lines(county_for(read_settings(home)), moment, entity, out):
        click.echo(line)


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


COMMANDS = (explain, as_of)
