"""A department's papers to its channels: what is new to a channel, one message a kind, each once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from assets.sending.log import MessageLog, wait_for
from assets.sending.mail import prepared_mail
from assets.sending.message import Message, Paper, messages_of
from assets.sending.outcome import NotConfigured, Outcome, State, Transmission
from assets.sending.post import Post
from assets.sending.robots import PER_MINUTE, prepared_robot
from catalog.departments import Channel, Department, Email

CHINA = timezone(timedelta(hours=8))


def china_time() -> datetime:
    """Now, as the journal and the robots' signature need it; nothing that is computed depends on it."""
    return datetime.now(CHINA)


@dataclass(frozen=True)
class Clock:
    """The time that passes while messages are sent."""

    now: Callable[[], datetime] = china_time
    sleep: Callable[[float], None] = time.sleep


REAL_TIME = Clock()


@dataclass(frozen=True)
class Trouble:
    """A message that did not arrive, or of which nobody knows; says nothing personal."""

    channel: str
    """Kind and place in the catalog: ``email 1``. An address is a person's."""
    kind: str
    number: str
    state: State
    reason: str
    lasting: bool

    def __str__(self) -> str:
        return f"{self.channel}: {self.kind} {self.number} {self.state.value} ({self.reason})"


@dataclass(frozen=True)
class Delivered:
    """What became of a department's papers."""

    sent: int
    """Messages."""
    troubles: tuple[Trouble, ...]


def unsent(
    department: Department, addressee: str, papers: Sequence[Paper], log: MessageLog
) -> Iterator[tuple[str, Channel, Message]]:
    """Label of a channel, the channel, a message that is still to be sent on it."""
    for place, channel in enumerate(department.channels, 1):
        settled = log.settled(department.id, channel.key)
        told = log.subjects(department.id, channel.key)
        fresh = [p for p in _worth_telling(papers, told) if p.fingerprint not in settled]
        for message in messages_of(department.id, addressee, fresh):
            yield f"{channel.kind} {place}", channel, message


def _worth_telling(papers: Sequence[Paper], told: set[str]) -> Iterator[Paper]:
    """All papers, but of past months only what was tried before: a new channel begins with the newest report."""
    newest = max((p.subject for p in papers if p.kind == "report"), default="")
    for paper in papers:
        if paper.kind != "report" or paper.subject == newest or paper.subject in told:
            yield paper


def deliver(
    department: Department,
    addressee: str,
    papers: Sequence[Paper],
    post: Post,
    log: MessageLog,
    clock: Clock,
) -> Delivered:
    """Send what a department was not told yet; one channel in trouble does not keep the others from it."""
    troubles = _standing(department, log)
    sent = 0
    for label, channel, message in list(unsent(department, addressee, papers, log)):
        outcome = _attempt(channel, message, post, log, clock)
        if outcome.state is State.sent:
            sent += 1
        else:
            number, reason = message.number(channel.key), outcome.reason or outcome.state.value
            troubles.append(Trouble(label, message.kind, number, outcome.state, reason, outcome.lasting))
    return Delivered(sent, tuple(troubles))


def _standing(department: Department, log: MessageLog) -> list[Trouble]:
    """Unclear messages of the department's channels, from whichever run: a person must look."""
    labels = {c.key: f"{c.kind} {place}" for place, c in enumerate(department.channels, 1)}
    return [
        Trouble(labels[e.channel], e.kind, e.number, e.state, e.reason or e.state.value, lasting=True)
        for e in log.unclear()
        if e.department == department.id and e.channel in labels
    ]


def _attempt(channel: Channel, message: Message, post: Post, log: MessageLog, clock: Clock) -> Outcome:
    """Intent, attempt, outcome. What can not be prepared is not attempted and leaves no intent."""
    _keep_pace(channel, log, clock)
    try:
        transmit = _prepared(channel, message, post, clock.now())
    except NotConfigured as error:
        return Outcome(State.refused, f"{error} is not set", lasting=True)
    intent = log.begin(message, channel.key, clock.now())
    outcome = transmit()
    log.end(intent, outcome, clock.now())
    return outcome


def _prepared(channel: Channel, message: Message, post: Post, now: datetime) -> Transmission:
    if isinstance(channel, Email):
        return prepared_mail(message, channel, post, now)
    return prepared_robot(message, channel, post, now)


def _keep_pace(channel: Channel, log: MessageLog, clock: Clock) -> None:
    """Wait until a robot may speak: it is silenced for longer when it speaks too often."""
    if isinstance(channel, Email):
        return
    now = clock.now()
    recent = log.attempts(channel.key, now - timedelta(minutes=1))
    if wait := wait_for(recent, PER_MINUTE, now):
        clock.sleep(wait)
