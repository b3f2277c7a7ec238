"""The commands about who is who: explain-link, review, train."""

from __future__ import annotations

from pathlib import Path

import click

from assets.identity.decisions import VERDICTS
from orchestration.command import HOME, one_line_errors
from orchestration.settings import read_settings


@click.command("explain-link")
@HOME
@click.argument("one")
@click.argument("other")
@click.option(
    "--page", type=click.Path(path_type=Path, dir_okay=False), help="Write a page with waterfall charts."
)
@one_line_errors
def explain_link(home: Path | None, one: str, other: str, page: Path | None) -> None:
    """Say why ONE and OTHER (record addresses or entity ids) are one entity or are not."""
    from orchestration.links import explain, lines
    from orchestration.links import page as link_page
    from orchestration.wiring import county_for

    county = county_for(read_settings(home))
    found = explain(county, one, other)
    for line in lines(county, found):
        click.echo(line)
    if page:
        page.write_text(link_page(county, found), encoding="utf-8")


@click.command("review")
@HOME
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the queue as a workbook.")
@click.option("--in", "answers", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="Take the answers of a filled workbook.")  # fmt: skip
@click.option("--decisions", is_flag=True, help="List what was decided.")
@click.option("--limit", type=int, default=20, show_default=True)
@one_line_errors
def review(home: Path | None, out: Path | None, answers: Path | None, decisions: bool, limit: int) -> None:
    """Show what a steward should decide, most records first; hand it out and take it back as a workbook."""
    from orchestration.stewards import decision_lines, queue_lines, take_workbook, write_workbook
    from orchestration.wiring import county_for

    county = county_for(read_settings(home))
    if out:
        click.echo(f"{write_workbook(county, out):,} questions in {out}")
    elif answers:
        click.echo(f"{take_workbook(county, answers):,} new decisions; the next run follows them")
    else:
        for line in decision_lines(county) if decisions else queue_lines(county, limit):
            click.echo(line)


@click.command("decide")
@HOME
@click.argument("verdict", type=click.Choice(sorted(VERDICTS)))
@click.argument("one")
@click.argument("other")
@click.option("--by", required=True, help="Who decides.")
@click.option("--on", required=True, help="The day of the decision, YYYY-MM-DD.")
@click.option("--because", required=True, help="Why.")
@one_line_errors
def decide(home: Path | None, verdict: str, one: str, other: str, by: str, on: str, because: str) -> None:
    """Decide that ONE and OTHER (record addresses or entity ids) are the same person, or not; `withdrawn` undoes it."""
    from orchestration.stewards import decide as decided
    from orchestration.wiring import county_for

    decision = decided(county_for(read_settings(home)), verdict, one, other, by, on, because)
    click.echo(f"{decision.verdict}: {decision.one} / {decision.other}; the next run follows it")


COMMANDS = (explain_link, review, decide)
