"""Every environment variable, read once."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

from assets.sending.post import DINGTALK, PORTS, WECOM, Post, RobotKey, Security, Smtp

DAILY_AT_TWO = "0 2 * * *"
_ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+")


class SettingsError(Exception):
    """An environment variable has a value that means nothing; names the variable, not the value."""


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
    post: Post


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
        post=_post(os.environ),
    )


def _post(environment: Mapping[str, str]) -> Post:
    """Servers, keys and passwords of the channels."""
    certificates = environment.get("YIYUAN_CERTIFICATES")
    return Post(
        smtp=_smtp(environment),
        robots={name: RobotKey(key, environment.get(f"YIYUAN_ROBOT_{name.upper()}_SECRET"))
                for name, key in _named(environment, "YIYUAN_ROBOT_", "_KEY")},
        passwords=dict(_named(environment, "YIYUAN_ZIP_PASSWORD_", "")),
        urls={"wecom": _url(environment, "YIYUAN_WECOM_URL", WECOM),
              "dingtalk": _url(environment, "YIYUAN_DINGTALK_URL", DINGTALK)},
        place=environment.get("YIYUAN_OUTBOX_PLACE", "outbox").rstrip("/"),
        mail_bytes=_number(environment, "YIYUAN_MAIL_LIMIT_MB", 20) * 1024 * 1024,
        retry_seconds=_number(environment, "YIYUAN_RETRY_SECONDS", 60),
        certificates=Path(certificates) if certificates else None,
    )  # fmt: skip


def _smtp(environment: Mapping[str, str]) -> Smtp | None:
    """The mail server, where one is named."""
    host = environment.get("YIYUAN_SMTP_HOST")
    if not host:
        return None
    security = environment.get("YIYUAN_SMTP_SECURITY", "starttls")
    if security not in PORTS:
        raise SettingsError(f"YIYUAN_SMTP_SECURITY is one of {', '.join(PORTS)}")
    user = environment.get("YIYUAN_SMTP_USER")
    sender = environment.get("YIYUAN_SMTP_FROM", user or "")
    if not _ADDRESS.fullmatch(sender):
        raise SettingsError("YIYUAN_SMTP_FROM is the address that mails come from, and nothing else")
    return Smtp(
        host=host,
        port=_number(environment, "YIYUAN_SMTP_PORT", PORTS[security]),
        security=cast(Security, security),
        sender=sender,
        user=user,
        password=environment.get("YIYUAN_SMTP_PASSWORD"),
    )


def _named(environment: Mapping[str, str], before: str, after: str) -> Iterator[tuple[str, str]]:
    """Names within variables, lower-case, and the variables' values."""
    for variable, value in sorted(environment.items()):
        if variable.startswith(before) and variable.endswith(after) and value:
            yield variable.removeprefix(before).removesuffix(after).lower(), value


def _number(environment: Mapping[str, str], variable: str, usual: int) -> int:
    text = environment.get(variable, str(usual))
    if not text.isdecimal():
        raise SettingsError(f"{variable} is a whole number")
    return int(text)


def _url(environment: Mapping[str, str], variable: str, usual: str) -> str:
    url = environment.get(variable, usual)
    if not url.startswith(("http://", "https://")):
        raise SettingsError(f"{variable} is an address that begins with http:// or https://")
    return url
