"""What every command has: the option for its home, and its way to end in a line."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from assets.request import RequestError
from catalog.load import CatalogError
from orchestration.settings import SettingsError
from sql.model import SqlError
from sql.warehouse import WarehouseError

HOME = click.option(
    "--home", type=click.Path(path_type=Path, file_okay=False), default=None,
    help="The county's folder (default: $YIYUAN_HOME, else ./home).",
)  # fmt: skip


def one_line_errors(command: Callable[..., Any]) -> Callable[..., Any]:
    """What a person must act on is said in a line; a traceback is for a bug."""

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except CatalogError as error:
            raise click.ClickException(
                f"the catalog does not load ({len(error.problems)} problems):\n{error}"
            ) from None
        except (SqlError, WarehouseError, SettingsError, RequestError) as error:
            raise click.ClickException(str(error)) from None

    return wrapped
