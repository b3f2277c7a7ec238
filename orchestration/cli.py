"""The command line: thin, over the same Dagster definitions. Errors are one clear line."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration import history_commands, identity_commands, quality_commands, sending_commands
from orchestration.command import HOME, one_line_errors
from orchestration.executing import execute
from orchestration.settings import Settings, read_settings
from sql.warehouse import Built

if TYPE_CHECKING:
    from assets.county import County


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="yiyuan", message="yiyuan %(version)s")
def main() -> None:
    """Yiyuan 一源: a county's departmental extracts in, one golden ledger and its reports out.

    A home holds everything of one county: put deliveries under HOME/landing/<department>/<dataset>/<date>/ with an
    empty file _READY, then call `yiyuan run --home HOME`.
    """
    warnings.filterwarnings("ignore", module="dagster")


for _room in (identity_commands, quality_commands, sending_commands, history_commands):
    for _command in _room.COMMANDS:
        main.add_command(_command)


@main.command()
@HOME
@click.option(
    "--scale",
    type=click.FloatRange(0.001, 10),
    default=0.01,
    show_default=True,
    help="1.0 is 730,000 people.",
)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option(
    "--round", "round_", type=click.IntRange(1, 2), default=1, show_default=True, help="2 is the next month."
)
@one_line_errors
def sample(home: Path | None, scale: float, seed: int, round_: int) -> None:
    """Write a synthetic county: its truth, and what 16 departments would hand over, dirt included."""
    from sample.county import write_county

    settings = read_settings(home)
    if round_ > 1 and not (settings.home / "truth" / "records.parquet").is_file():
        raise click.UsageError("round 2 follows round 1: write that first, with the same --scale and --seed")
    summary = write_county(settings.home, scale, seed, round_, click.echo)
    click.echo(
        f"{sum(summary.rows.values()):,} rows of {len(summary.rows)} datasets in {settings.home / 'landing'}"
    )


@main.command()
@HOME
@click.option("--no-reports", is_flag=True, help="Stop after publication.")
@one_line_errors
def run(home: Path | None, no_reports: bool) -> None:
    """Read what is ready, compute, check, publish, then make the reports of the newest closed month."""
    _run(home, no_reports, retrain=False)


@main.command()
@HOME
@one_line_errors
def train(home: Path | None) -> None:
    """Estimate the linkage model anew on what stands now, and publish what it changes."""
    _run(home, no_reports=True, retrain=True)


def _run(home: Path | None, no_reports: bool, retrain: bool) -> None:
    from dataclasses import replace

    from orchestration.instance import open_instance
    from orchestration.schedules import closed_month
    from orchestration.wiring import county_for, definitions_for

    settings = read_settings(home)
    if not (settings.home / "landing").is_dir():
        raise click.ClickException(f"{settings.home} has no folder `landing`: is it a county's home?")
    progress = _Progress()
    county = replace(county_for(settings, progress), retrain=retrain)
    definitions = definitions_for(county)
    with open_instance(settings) as instance:
        done = execute(definitions, "core", instance, None)
        if done and not no_reports:
            month = closed_month(county)
            definitions = definitions_for(county)
            for job in REPORT_JOBS:
                progress.step(f"{job} {month[:7]}")
                done = execute(definitions, job, instance, month) and done
    progress.end()
    _print_summary(county)
    if not done:
        sys.exit(1)


REPORT_JOBS = ("reports", "quality_reports")


class _Progress:
    """What stands already while a run goes on: a live line on a terminal, a line for each new layer elsewhere."""

    def __init__(self) -> None:
        self.computed: dict[str, int] = {}
        self.standing: dict[str, int] = {}

    def __call__(self, built: Built) -> None:
        layer = built.table.split(".")[0]
        begun = layer not in self.standing
        self.standing[layer] = self.standing.get(layer, 0) + 1
        self.computed[layer] = self.computed.get(layer, 0) + built.computed
        if sys.stderr.isatty():
            click.echo(f"\r{sum(self.standing.values()):4} tables  {built.table:44.44}", nl=False, err=True)
        elif begun:
            click.echo(f"{layer} ...")

    def step(self, text: str) -> None:
        """Say what comes next."""
        if sys.stderr.isatty():
            click.echo("\r" + " " * 60 + "\r", nl=False, err=True)
        click.echo(text)

    def end(self) -> None:
        """Say how much had to be computed, layer by layer."""
        total, computed = sum(self.standing.values()), sum(self.computed.values())
        if total and not computed:
            self.step("nothing changed: no table was computed again")
        else:
            layers = ", ".join(f"{layer} {self.computed[layer]} of {n}" for layer, n in self.standing.items())
            self.step(f"{computed} of {total} tables computed ({layers})")


def _print_summary(county: County) -> None:
    """What was ingested, ignored, quarantined, linked and published, and where the results lie."""
    from orchestration.summary import summarise

    for line in summarise(county):
        click.echo(line)


@main.command()
@HOME
@one_line_errors
def status(home: Path | None) -> None:
    """What is published, what waits in the landing, and how the last runs ended."""
    from orchestration.summary import state
    from orchestration.wiring import county_for

    for line in state(county_for(read_settings(home))):
        click.echo(line)


@main.command()
@HOME
@one_line_errors
def check(home: Path | None) -> None:
    """Validate the catalog and every file under sql/; all problems at once, with file and line."""
    from orchestration.wiring import declared

    found = declared(read_settings(home))
    catalog = found.catalog
    click.echo(
        f"{len(catalog.departments)} departments, {len(catalog.sources)} sources, {len(catalog.elements)} elements, "
        f"{len(catalog.codes)} code lists, {len(catalog.parameters)} parameters, {len(found.models)} SQL models: all sound"
    )


@main.command()
@HOME
@click.argument("table")
@one_line_errors
def sql(home: Path | None, table: str) -> None:
    """Print the SQL of TABLE (schema.table), written or generated, functions inlined."""
    from orchestration.wiring import declared

    found = declared(read_settings(home))
    schema, _, name = table.partition(".")
    if table in found.models:
        click.echo(found.models[table].sql())
    elif schema == "staged" and name in found.catalog.sources:
        for text in (found.queries.standard, found.queries.keyed, found.queries.force):
            click.echo(text(name) + ";\n")
    else:
        raise click.ClickException(f"no table {table}; see `yiyuan check`")


@main.command()
@HOME
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Write tables and refused lines here."
)
@click.option("--propose", is_flag=True, help="Propose a declaration of each table as a source.")
@one_line_errors
def inspect(home: Path | None, files: tuple[Path, ...], out: Path | None, propose: bool) -> None:
    """Say what the readers see in FILES, declared or not: dialect, tables, shapes of columns, refused lines."""
    from orchestration.inspecting import inspect_files

    inspect_files(files, out, propose, read_settings(home).overlays)


@main.command()
@HOME
@click.option("--port", type=int, default=3000, show_default=True)
@one_line_errors
def up(home: Path | None, port: int) -> None:
    """Start the Dagster UI and daemon on loopback; stop with Ctrl-C."""
    settings = read_settings(home)
    click.echo(f"Dagster UI: http://127.0.0.1:{port}   home: {settings.home}")
    sys.exit(subprocess.call(_dagster_dev(port), env=dagster_environment(settings)))


def _dagster_dev(port: int) -> list[str]:
    workspace = Path(__file__).resolve().parent.parent / "workspace.yaml"
    return [str(Path(sys.executable).parent / "dagster"), "dev", "--workspace", str(workspace), "--host", "127.0.0.1",
            "--port", str(port)]  # fmt: skip


def dagster_environment(settings: Settings) -> dict[str, str]:
    """The environment of Dagster's own processes: the home, its instance, nothing calls out, no data in errors."""
    from orchestration.instance import dagster_home

    return os.environ | {
        "DAGSTER_HOME": str(dagster_home(settings)),
        "YIYUAN_HOME": str(settings.home),
        "DAGSTER_REDACT_USER_CODE_ERRORS": "1",
        "GX_ANALYTICS_ENABLED": "false",
        "PYTHONWARNINGS": "ignore",
    }


if __name__ == "__main__":
    main()
