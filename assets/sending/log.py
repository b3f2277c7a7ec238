"""The journal of messages: an intent before each attempt, its outcome after it, and what follows from both."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from assets.journal import append, entries
from assets.sending.message import Message
from assets.sending.outcome import Outcome, State

FILE = "messages.jsonl"
INTERRUPTED = "INTERRUPTED"
"""The process that sent died between intent and outcome."""
_PENDING = {State.refused, State.released}
"""States after which a paper is sent again."""


class Entry(BaseModel):
    """One line: a message, a channel and a state."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    number: str
    """See ``Message.number``."""
    state: State
    department: str
    channel: str
    kind: str
    subjects: tuple[str, ...]
    papers: tuple[str, ...]
    """Fingerprints."""
    reason: str | None = None
    detail: str | None = None


class MessageLog:
    """What was sent, as far as anybody knows."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.entries = entries(file, Entry)

    def settled(self, department: str, channel: str) -> set[str]:
        """Fingerprints of the papers that must not be sent on a channel again."""
        states = {paper: entry.state for entry in self._of(department, channel) for paper in entry.papers}
        return {paper for paper, state in states.items() if state not in _PENDING}

    def subjects(self, department: str, channel: str) -> set[str]:
        """What a department was told of on a channel, or was to be, in any edition."""
        return {subject for entry in self._of(department, channel) for subject in entry.subjects}

    def unclear(self) -> list[Entry]:
        """Messages of which nobody knows whether they arrived, the oldest first."""
        last = {entry.number: entry for entry in self.entries}
        return [entry for entry in last.values() if entry.state in (State.unclear, State.intent)]

    def begin(self, message: Message, channel: str, now: datetime) -> Entry:
        """Write the intent; from here on a crash leaves a trace."""
        intent = Entry(
            at=now,
            number=message.number(channel),
            state=State.intent,
            department=message.department,
            channel=channel,
            kind=message.kind,
            subjects=tuple(paper.subject for paper in message.papers),
            papers=tuple(paper.fingerprint for paper in message.papers),
        )
        self._add(intent)
        return intent

    def end(self, entry: Entry, outcome: Outcome, now: datetime) -> None:
        """Write what became of a message."""
        said = {"at": now, "state": outcome.state, "reason": outcome.reason, "detail": outcome.detail}
        self._add(entry.model_copy(update=said))

    def attempts(self, channel: str, since: datetime) -> list[datetime]:
        """When messages were tried on a channel after a time, by any department, the oldest first."""
        tried = (e.at for e in self.entries if e.channel == channel and e.state is State.intent)
        return sorted(at for at in tried if at > since)

    def _of(self, department: str, channel: str) -> Iterator[Entry]:
        return (e for e in self.entries if (e.department, e.channel) == (department, channel))

    def _add(self, entry: Entry) -> None:
        append(self.file, [entry])
        self.entries.append(entry)


@contextmanager
def open_log(journal: Path, now: datetime) -> Iterator[MessageLog]:
    """The log, held by this process alone: another one that sends waits. What was interrupted becomes unclear."""
    journal.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (journal / FILE).open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        log = MessageLog(journal / FILE)
        for entry in log.unclear():
            if entry.state is State.intent:
                log.end(entry, Outcome(State.unclear, INTERRUPTED), now)
        yield log


def wait_for(attempts: list[datetime], per_minute: int, now: datetime) -> float:
    """Seconds until a robot may speak again; ``attempts`` are those of the last minute, the oldest first."""
    if len(attempts) < per_minute:
        return 0.0
    return max(0.0, (attempts[-per_minute] + timedelta(minutes=1) - now).total_seconds())
