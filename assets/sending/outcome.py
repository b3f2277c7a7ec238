"""What became of an attempt to send."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """The state of a message on a channel."""

    intent = "intent"
    """About to be sent; without an outcome after it the process died, and nobody knows."""
    sent = "sent"
    refused = "refused"
    """It certainly did not arrive; it is tried again."""
    unclear = "unclear"
    """It may have arrived; it is not tried again before a person says that it did not."""
    arrived = "arrived"
    """A person says so of an unclear one."""
    released = "released"
    """A person says of an unclear one that it did not arrive."""


@dataclass(frozen=True)
class Outcome:
    """The end of an attempt."""

    state: State
    reason: str | None = None
    """A code that quotes nothing: ``SMTP 550``, ``errcode 310000``, ``UNREACHED gaierror``."""
    detail: str | None = None
    """What the other side said, for the journal only: it may quote an address."""
    lasting: bool = False
    """Whether another attempt is vain until a person changes something."""


SENT = Outcome(State.sent)
Transmission = Callable[[], Outcome]
"""A message that is ready to go; calling it is the attempt."""


class NotConfigured(Exception):
    """The environment lacks what a declared channel needs; names the variable."""


def refused(reason: str, detail: str | None = None) -> Outcome:
    """It certainly did not arrive."""
    return Outcome(State.refused, reason, detail)


def unclear(reason: str, detail: str | None = None) -> Outcome:
    """Nobody knows whether it arrived."""
    return Outcome(State.unclear, reason, detail)
