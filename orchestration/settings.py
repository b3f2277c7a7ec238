"""Every environment variable, read once."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

DAILY_AT_TWO = "0 2 * * *"


@dataclass(frozen=True)
class Settings:
    """What the environment decides."""

    home: Path
    overlays: tuple[Path, ...]
    memory: str
    threads: int
    today: date | None
    postgres_url: str | None
    core_cron: str


def read_settings(home: Path | None = None) -> Settings:
    """The settings of this process; ``home`` outranks ``YIYUAN_HOME``. The home's own catalog is the last overlay."""
    chosen = (home or Path(os.environ.get("YIYUAN_HOME", "home"))).resolve()
    declared = [Path(p).resolve() for p in os.environ.get("YIYUAN_CATALOG", "").split(os.pathsep) if p]
    own = [chosen / "catalog"] if (chosen / "catalog").is_dir() else []
    today = os.environ.get("YIYUAN_TODAY")
    return Settings(
        home=chosen,
        overlays=tuple(declared + own),
        memory=os.environ.get("YIYUAN_MEMORY", "4GB"),
        threads=int(os.environ.get("YIYUAN_THREADS", str(min(os.cpu_count() or 2, 8)))),
        today=date.fromisoformat(today) if today else None,
        postgres_url=os.environ.get("YIYUAN_POSTGRES_URL"),
        core_cron=os.environ.get("YIYUAN_CORE_CRON", DAILY_AT_TWO),
    )
