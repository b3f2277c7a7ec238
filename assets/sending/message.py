"""What is said: the papers of an outbox, and the message that tells a department of those of one kind."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path

KINDS = {"receipt": "接收回执", "answer": "答复回执", "digest": "每周提要", "report": "数据质量报告"}
"""Kind of a paper -> how it is called, in the order in which kinds are sent."""
SENDER = "一源"
"""Stands in every title: a robot that asks for a keyword is given this one."""
LINES = 12
"""Lines of one message; what is more is counted."""


@dataclass(frozen=True)
class Attachment:
    """A file under the name a person sees: where it lies, or how it is made when somebody wants it."""

    name: str
    content: Path | Callable[[], bytes]

    @property
    def size(self) -> int:
        """Bytes."""
        return self.content.stat().st_size if isinstance(self.content, Path) else len(self._made)

    def read(self) -> bytes:
        """The content."""
        return self.content.read_bytes() if isinstance(self.content, Path) else self._made

    @cached_property
    def _made(self) -> bytes:
        assert not isinstance(self.content, Path)
        return self.content()


@dataclass(frozen=True)
class Paper:
    """One thing a department is told: a receipt, the digest of a week, the report of a month. Lines hold no value of a cell."""

    kind: str
    subject: str
    """What it is about, without its edition: ``receipt/household_register/2025-12-31``."""
    content: str
    """Digest of what it says, not of how it looks: a new layout tells nothing new."""
    line: str
    place: str
    """Its folder below the outbox."""
    attachments: tuple[Attachment, ...] = ()

    @property
    def fingerprint(self) -> str:
        """The identity of this paper in this edition."""
        return hashlib.sha256(f"{self.subject}\0{self.content}".encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Message:
    """Papers of one kind to one department."""

    department: str
    addressee: str
    """As the department is called: 慈利县卫生健康局."""
    kind: str
    papers: tuple[Paper, ...]

    @property
    def title(self) -> str:
        """The subject of a mail, the heading of a robot's message."""
        count = f"（{len(self.papers)}份）" if len(self.papers) > 1 else ""
        return f"【{SENDER}】{self.addressee} {KINDS[self.kind]}{count}"

    @property
    def lines(self) -> tuple[str, ...]:
        """A line a paper, the first few."""
        shown = [paper.line for paper in self.papers[:LINES]]
        more = len(self.papers) - len(shown)
        return (*shown, f"另有 {more} 份，见发件箱") if more else tuple(shown)

    @property
    def places(self) -> tuple[str, ...]:
        """The folders below the outbox where the papers lie."""
        return tuple(dict.fromkeys(paper.place for paper in self.papers))

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The files of all papers."""
        return tuple(attachment for paper in self.papers for attachment in paper.attachments)

    def number(self, channel: str) -> str:
        """The identity of this content on a channel; the same again is the same number."""
        content = "\0".join((self.department, channel, *sorted(p.fingerprint for p in self.papers)))
        return hashlib.sha256(content.encode()).hexdigest()[:12]


def messages_of(department: str, addressee: str, papers: Iterable[Paper]) -> Iterator[Message]:
    """A message a kind, papers in the order given."""
    order = list(KINDS)
    by_kind = sorted(papers, key=lambda paper: order.index(paper.kind))
    for kind, group in groupby(by_kind, key=lambda paper: paper.kind):
        yield Message(department, addressee, kind, tuple(group))
