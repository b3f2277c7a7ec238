"""Papers and departments to be told, and a clock that does not wait."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from assets.sending.delivery import CHINA, Clock
from assets.sending.message import Attachment, Message, Paper
from catalog.departments import Channel, Department, Email, Robot

BOX, OTHER_BOX = "office@health.example.cn", "head@health.example.cn"
EMAIL, OTHER = Email(kind="email", address=BOX), Email(kind="email", address=OTHER_BOX)
WECOM, DINGTALK = Robot(kind="wecom", robot="health"), Robot(kind="dingtalk", robot="health")
ADDRESSEE = "慈利县卫生健康局"


def health(*channels: Channel) -> Department:
    """A department with channels."""
    return Department(id="health", title="卫生健康局", short_title="卫健局", channels=channels)


def paper(number: int, kind: str = "receipt", edition: int = 1, size: int = 20) -> Paper:
    """A paper with a page of some size."""
    content = (f"{kind} {number} 第{edition}版 " * (size // 10 + 1))[:size].encode()
    return Paper(
        kind=kind,
        subject=f"{kind}/health/{number:02d}",
        content=f"{edition}",
        line=f"{kind} {number} 第{edition}版",
        place=f"health/{kind}",
        attachments=(Attachment(f"{kind}_{number}.html", lambda: content),),
    )


def message(*papers: Paper) -> Message:
    """A message of the health department."""
    return Message("health", ADDRESSEE, papers[0].kind, papers)


@dataclass
class Passing:
    """Time that passes only by sleeping, and a tenth of a second at each look."""

    at: datetime = datetime(2026, 1, 5, 9, tzinfo=CHINA)
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        self.at += timedelta(seconds=0.1)
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)

    @property
    def clock(self) -> Clock:
        """As sending takes it."""
        return Clock(self.now, self.sleep)
