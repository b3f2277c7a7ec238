"""What sending needs of the environment: servers, keys and passwords. None of it is ever shown."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

from assets.sending.outcome import NotConfigured

Security = Literal["starttls", "ssl", "none"]
PORTS: dict[str, int] = {"starttls": 587, "ssl": 465, "none": 25}
"""The usual port of each way to secure SMTP."""
WECOM, DINGTALK = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send", "https://oapi.dingtalk.com/robot/send"
TIMEOUT_SECONDS = 30


@dataclass(frozen=True)
class Smtp:
    """A mail server and who sends there."""

    host: str
    port: int
    security: Security
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class RobotKey:
    """The key of a robot (WeCom ``key``, DingTalk ``access_token``) and, where it signs, its secret."""

    key: str = field(repr=False)
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Post:
    """Everything outside the catalog that messages need; the empty one calls nobody."""

    smtp: Smtp | None = None
    robots: Mapping[str, RobotKey] = field(default_factory=dict, repr=False)
    passwords: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Department -> password of its encrypted attachments."""
    urls: Mapping[str, str] = field(default_factory=lambda: {"wecom": WECOM, "dingtalk": DINGTALK})
    """Kind of robot -> address of its service, or of a relay in a closed network."""
    place: str = "outbox"
    """How the departments reach the outbox: a shared folder, a page."""
    mail_bytes: int = 20 * 1024 * 1024
    """What one mail may weigh; larger files stay where they are and the mail says where."""
    retry_seconds: int = 60
    """The first wait after a refusal; the next is twice as long."""
    certificates: Path | None = None
    """Authorities that are trusted beside those of the system."""

    @cached_property
    def tls(self) -> ssl.SSLContext:
        """How servers are verified; reading the system's authorities takes a while."""
        context = ssl.create_default_context()
        if self.certificates is not None:
            context.load_verify_locations(cafile=self.certificates)
        return context

    def server(self) -> Smtp:
        """The mail server; raises NotConfigured."""
        if self.smtp is None:
            raise NotConfigured("YIYUAN_SMTP_HOST")
        return self.smtp

    def robot(self, name: str) -> RobotKey:
        """The key of a robot; raises NotConfigured."""
        if name not in self.robots:
            raise NotConfigured(f"YIYUAN_ROBOT_{name.upper()}_KEY")
        return self.robots[name]

    def password(self, department: str) -> str:
        """The password of a department's encrypted attachments; raises NotConfigured."""
        if department not in self.passwords:
            raise NotConfigured(f"YIYUAN_ZIP_PASSWORD_{department.upper()}")
        return self.passwords[department]


NOBODY = Post()
