"""The command about messages: send."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.command import HOME, one_line_errors
from orchestration.executing import execute
from orchestration.settings import Settings, read_settings

if TYPE_CHECKING:
    from assets.county import County


@click.command("send")
@HOME
@click.option("--dry-run", is_flag=True, help="Say what would be sent, and send nothing.")
@click.option("--arrived", metavar="NUMBER", help="An unclear message did arrive.")
@click.option("--again", metavar="NUMBER", help="An unclear message did not arrive: send it again.")
@one_line_errors
def send(home: Path | None, dry_run: bool, arrived: str | None, again: str | None) -> None:
    """Tell the departments what lies in their outboxes, on the channels they declared, everything once."""
    from assets.messages import has_channels
    from orchestration.wiring import county_for

    settings = read_settings(home)
    county = county_for(settings)
    if not has_channels(county):
        click.echo("no department declares a channel: everything lies in the outbox, nobody is called")
        return
    if not dry_run:
        _settle(county, arrived, again)
    for line in waiting_lines(county):
        click.echo(line)
    if not dry_run and not _sent(county, settings):
        sys.exit(1)


def waiting_lines(county: County) -> Iterator[str]:
    """A line a message that is still to be sent; an address is not shown."""
    from assets.messages import waiting_messages

    found = list(waiting_messages(county))
    for label, _key, message in found:
        yield f"{message.department:22} {label:10} {len(message.attachments):3} files  {message.title}"
    yield f"{len(found):,} messages to be sent"


def _settle(county: County, arrived: str | None, again: str | None) -> None:
    """Write down what a person found out about unclear messages."""
    from assets.messages import resolve
    from assets.sending.outcome import State

    for number, state in ((arrived, State.arrived), (again, State.released)):
        if number is not None:
            resolve(county, number, state)


def _sent(county: County, settings: Settings) -> bool:
    from orchestration.instance import open_instance
    from orchestration.wiring import definitions_for

    definitions = definitions_for(county, settings.core_cron, settings.post)
    with open_instance(settings) as instance:
        return execute(definitions, "send", instance, None)


COMMANDS = (send,)
