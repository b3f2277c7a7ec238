"""What one department is told about one month, gathered from scores, due batches and findings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from catalog.load import Catalog
from quality.rules import rules_of
from quality.score_parameters import DIMENSIONS
from quality.scoring import Scores
from quality.timeliness import due_date, month_end

OPEN, FIXED, REOPENED, UNVERIFIED = ("open", "reopened"), "fixed", "reopened", "待核"
_SOON = timedelta(days=7)
_PROBLEMS_SHOWN = 8


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
    grade: str | None
    veto: str | None
    dimensions: tuple[float | None, ...]
    """In the order of ``DIMENSIONS``."""
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
    advice: str | None
    due: date | None


@dataclass(frozen=True)
class Ageing:
    """Open findings by their due day."""

    overdue: int
    soon: int
    later: int

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
    edition: int
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
    fix_lists: tuple[str, ...]
    weights: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Month:
    """The inputs that all departments of one month share."""

    month: date
    today: date
    version: str
    edition: int
    scores: Scores
    due: pd.DataFrame
    """See ``timeliness.due_batches``."""
    history: pd.DataFrame
    """department, month (date), score: the frozen scores of earlier months."""
    before: Scores | None
    """The scores of the month before, for the marks of last month."""
    weights: tuple[tuple[str, float], ...]
    """Dimension and weight in force."""


def department_quality(
    catalog: Catalog,
    month: Month,
    department: str,
    findings: pd.DataFrame,
    fix_lists: tuple[str, ...] = (),
) -> DepartmentQuality:
    """Gather a department's month. ``findings``: its rows of findings.all; KeyError for an unknown department."""
    found = month.scores.departments
    line = found[found["department"] == department]
    if line.empty:
        raise KeyError(f"no score for department `{department}`")
    score = line.iloc[0]
    waiting = _waiting(findings)
    problems = _problems(catalog, month, waiting)
    sources = _sources(catalog, month, department, waiting)
    ageing = _ageing(waiting, month.today)
    return DepartmentQuality(
        department=department,
        title=catalog.departments[department].title,
        month=month.month,
        today=month.today,
        version=month.version,
        edition=month.edition,
        score=_number(score["score"]),
        grade=score["grade"],
        change=_number(score["change"]),
        rank=None if pd.isna(score["rank"]) else int(score["rank"]),
        ranked_of=int((found["group"] == score["group"]).sum()),
        group=score["group"],
        trend=_trend(month, department, _number(score["score"])),
        dimensions=_dimensions(month, department),
        sources=sources,
        problems=problems[:_PROBLEMS_SHOWN],
        more_problems=sum(p.count for p in problems[_PROBLEMS_SHOWN:]),
        ageing=ageing,
        movement=_movement(findings, month.month),
        tasks=_tasks(month.month, sources, problems, ageing, fix_lists, month.today),
        fix_lists=fix_lists,
        weights=month.weights,
    )


def _number(value: float) -> float | None:
    return None if pd.isna(value) else float(value)


def _day(value: object) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(str(value)).date()


def _waiting(findings: pd.DataFrame) -> pd.DataFrame:
    """What was dispatched and is not put right."""
    sent = findings[(findings["severity"] != "info") & findings["status"].isin(OPEN)]
    return sent.assign(due_date=pd.to_datetime(sent["due_date"]))


def _trend(month: Month, department: str, score: float | None) -> tuple[tuple[date, float], ...]:
    """Up to twelve months, oldest first, the present one last."""
    history = month.history
    past = history[(history["department"] == department) & (pd.to_datetime(history["month"]) < pd.Timestamp(month.month))]
    points = [(pd.Timestamp(m).date(), float(s)) for m, s in zip(past["month"], past["score"], strict=True)]
    points = sorted(points)[-11:]
    return (*points, (month.month, score)) if score is not None else tuple(points)


def _dimensions(month: Month, department: str) -> tuple[DimensionScore, ...]:
    now = _by_dimension(month.scores, department)
    before = _by_dimension(month.before, department) if month.before else {}
    return tuple(DimensionScore(name, now.get(name), before.get(name)) for name in DIMENSIONS)


def _by_dimension(scores: Scores, department: str) -> dict[str, float]:
    """Dimension -> mean over the department's extracts, weighted by their records as the score is."""
    own = scores.sources[scores.sources["department"] == department]
    joined = scores.dimensions.merge(own[["dataset", "rows"]], on="dataset")
    volume = joined["rows"].clip(lower=1)
    points = (joined["score"] * volume).groupby(joined["dimension"]).sum()
    means = points / volume.groupby(joined["dimension"]).sum()
    return {str(name): float(value) for name, value in means.items()}


def _sources(
    catalog: Catalog, month: Month, department: str, waiting: pd.DataFrame
) -> tuple[SourceLine, ...]:
    scored = month.scores.sources[month.scores.sources["department"] == department]
    due = month.due.set_index("dataset")
    scores = month.scores.dimensions.pivot(index="dataset", columns="dimension", values="score")
    to_fix = waiting["dataset"].value_counts()
    lines = []
    for line in scored.itertuples():
        came = due.loc[line.dataset] if line.dataset in due.index else None
        own = scores.loc[line.dataset] if line.dataset in scores.index else pd.Series(dtype=float)
        lines.append(
            SourceLine(
                title=catalog.sources[str(line.dataset)].title,
                rows=int(str(line.rows)),
                due=None if came is None else _day(came["due"]),
                day=None if came is None else _day(came["day"]),
                status=None if came is None else str(came["status"]),
                score=_number(line.score),  # pyright: ignore[reportArgumentType]
                grade=line.grade,  # pyright: ignore[reportArgumentType]
                veto=None if pd.isna(line.veto) else str(line.veto),  # pyright: ignore[reportArgumentType]
                dimensions=tuple(_number(own.get(name, np.nan)) for name in DIMENSIONS),
                to_fix=int(to_fix.get(line.dataset, 0)),
            )
        )
    return tuple(lines)
