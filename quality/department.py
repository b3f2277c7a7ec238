"""What one department is told about one month: the content of its page, without its looks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class DimensionScore:
    """A dimension over all extracts of the department, 0 to 100; None: nothing was evaluated."""

    name: str
    score: float | None
    before: float | None


@dataclass(frozen=True)
class SourceLine:
    """One extract: what came of it this month and how it scored."""

    title: str
    rows: int
    due: date | None
    day: date | None
    status: str | None
    score: float | None
    change: float | None
    """Since last month."""
    grade: str | None
    veto: str | None
    dimensions: tuple[float | None, ...]
    """In the order of ``score_parameters.DIMENSIONS``."""
    to_fix: int


@dataclass(frozen=True)
class Problem:
    """One kind of finding in one column that waits to be put right."""

    label: str
    source: str
    header: str | None
    severity: str
    count: int
    share: float | None
    """Of the records of the extract."""
    points: float
    """Of the department's score."""
    advice: str | None
    due: date | None


@dataclass(frozen=True)
class Ageing:
    """Open findings by their due day, and by how long they stand."""

    overdue: int
    soon: int
    later: int
    standing: tuple[tuple[str, int], ...] = ()
    """Label of a span since the finding was first seen, count; the shortest first."""

    @property
    def total(self) -> int:
        """All that wait."""
        return self.overdue + self.soon + self.later


@dataclass(frozen=True)
class Movement:
    """What happened in the month."""

    new: int
    fixed: int
    reopened: int
    unverified: int
    ended_by_us: int = 0
    """Gone without a delivery of the department: our own linkage or rules changed."""


@dataclass(frozen=True)
class DisputeCounts:
    """Disputes about values of a department, kept apart from its score: what the month brought, and what waits."""

    received: int = 0
    closed: int = 0
    lost: int = 0
    """Of the closed: the value was corrected."""
    waiting: int = 0
    overdue: int = 0


@dataclass(frozen=True)
class LostPart:
    """A part of the score and the points that are missing there to its full weight."""

    name: str
    points: float


@dataclass(frozen=True)
class Task:
    """One thing to do next and the day by which."""

    text: str
    due: date | None
    urgent: bool = False


@dataclass(frozen=True)
class DepartmentQuality:
    """The content of a department's page; every figure on it is here."""

    department: str
    title: str
    month: date
    today: date
    version: str
    final: bool
    """Whether the month is cut off and its figures can change no more."""
    score: float | None
    grade: str | None
    change: float | None
    rank: int | None
    ranked_of: int
    group: str
    trend: tuple[tuple[date, float], ...]
    dimensions: tuple[DimensionScore, ...]
    sources: tuple[SourceLine, ...]
    problems: tuple[Problem, ...]
    more_problems: int
    ageing: Ageing
    movement: Movement
    tasks: tuple[Task, ...]
    weights: tuple[tuple[str, float], ...]
    lost: tuple[LostPart, ...]
    edition: int = 1
    changed: tuple[str, ...] = ()
    """What differs from the edition before."""
    fix_lists: tuple[str, ...] = ()
    """Names of the workbooks of rows to fix."""
    disputes: DisputeCounts = field(default_factory=DisputeCounts)
