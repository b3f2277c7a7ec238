"""The command `yiyuan inspect`."""

from collections.abc import Sequence
from pathlib import Path

import click


def inspect_files(files: Sequence[Path], out: Path | None, propose: bool, overlays: tuple[Path, ...]) -> None:
    """Print what the readers see in the files; write their tables and proposed declarations where asked."""
    from assets.inspection.files import inspect_file
    from assets.inspection.output import write_tables
    from assets.inspection.proposal import proposals
    from assets.inspection.report import report
    from catalog.headers import every_known_header
    from catalog.load import load_catalog

    catalog = load_catalog(overlays)
    known = every_known_header(catalog)
    inspected = [one for file in files for one in inspect_file(file, known)]
    for line in report(inspected):
        click.echo(line)
    if out is not None:
        for path in write_tables(inspected, out):
            click.echo(f"wrote {path}")
    for name, text in proposals(inspected, catalog) if propose else ():
        if out is None:
            click.echo(text)
        else:
            (out / f"{name}.yml").write_text(text, encoding="utf-8")
            click.echo(f"wrote {out / name}.yml")
