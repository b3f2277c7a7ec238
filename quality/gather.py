"""From the frames of a month to what one department is told: the builder of ``DepartmentQuality``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from catalog.load import Catalog
from quality.department import (
    Ageing,
    DepartmentQuality,
    DimensionScore,
    LostPart,
    Movement,
    Problem,
    SourceLine,
    Task,
)
from quality.month_figures import counts
from quality.rules import rule_label
from quality.score_parameters import DIMENSIONS
from quality.timeliness import due_date

PROBLEMS_SHOWN = 8
_SOON = timedelta(days=7)
_SEVERITIES = {"error": 0, "warn": 1}
_SPANS = (("挂10日内", 10), ("11–30日", 30), ("31–60日", 60), ("60日以上", 10**6))
"""How long findings stand: label, last day of the span."""


@dataclass(frozen=True)
class Shown:
    """What pages show of the scores of one month: levels of ``scoring.Scores``."""

    departments: pd.DataFrame
    sources: pd.DataFrame
    """With what became of their batch, and the counts of ``month_figures.COUNTS``."""
    dimensions: pd.DataFrame
    lost: pd.DataFrame
    """Of the month before it is empty."""


@dataclass(frozen=True)
class Month:
    """What the pages of one month share, as a published version has it."""

    month: date
    """The first day of the as-of month."""
    today: date
    """The day whose state was scored."""
    final: bool
    version: str
    scores: Shown
    before: Shown | None
    """The frozen scores of the month before, for its marks."""
    history: pd.DataFrame
    """department, month, score: the frozen scores of earlier months."""
    weights: tuple[tuple[str, float], ...]
    """Dimension and weight in force."""


def department_quality(
    catalog: Catalog, month: Month, department: str, tally: pd.DataFrame
) -> DepartmentQuality:
    """A department's month. ``tally``: its rows of findings.tally; KeyError when it has no score line.

    Which edition it is, and the names of its workbooks, are told when they are known.
    """
    found = month.scores.departments.set_index("department")
    line: dict[Any, Any] = found.loc[department].to_dict()
    waiting = _waiting(tally)
    problems = _problems(catalog, month.scores, waiting)
    sources = _sources(catalog, month, department)
    ageing = _ageing(waiting, month.today)
    return DepartmentQuality(
        department=department,
        title=catalog.departments[department].title,
        month=month.month,
        today=month.today,
        version=month.version,
        final=month.final,
        score=_number(line["score"]),
        grade=line["grade"],
        change=_number(line["change"]),
        rank=None if pd.isna(line["rank"]) else int(line["rank"]),
        ranked_of=int((found["peer_group"] == line["peer_group"]).sum()),
        group=line["peer_group"],
        trend=_trend(month, department, _number(line["score"])),
        dimensions=_dimensions(month, department),
        sources=sources,
        problems=problems[:PROBLEMS_SHOWN],
        more_problems=sum(p.count for p in problems[PROBLEMS_SHOWN:]),
        ageing=ageing,
        movement=_movement(tally, month, department),
        tasks=_tasks(month, sources, problems, ageing),
        weights=month.weights,
        lost=_lost(month.scores, department),
    )


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()


def _waiting(tally: pd.DataFrame) -> pd.DataFrame:
    """What was dispatched and is not put right."""
    sent = tally[tally["waits"].astype(bool)]
    return sent.assign(
        due_date=pd.to_datetime(sent["due_date"]), first_seen=pd.to_datetime(sent["first_seen"])
    )


def _lost(scores: Shown, department: str) -> tuple[LostPart, ...]:
    """Points lost by part of the score, the most first."""
    own = scores.lost[scores.lost["department"] == department]
    points = own.groupby("component")["points"].sum()
    return tuple(
        LostPart(str(n), float(p)) for n, p in sorted(points.items(), key=lambda part: (-part[1], part[0]))
    )


def _trend(month: Month, department: str, score: float | None) -> tuple[tuple[date, float], ...]:
    """Up to twelve months, oldest first, the present one last."""
    own = month.history[month.history["department"] == department]
    past = own.assign(month=pd.to_datetime(own["month"])).sort_values("month")
    past = past[past["month"] < pd.Timestamp(month.month)].tail(11)
    points = [(m.date(), float(s)) for m, s in zip(past["month"], past["score"], strict=True)]
    return (*points, (month.month, score)) if score is not None else tuple(points)


def _dimensions(month: Month, department: str) -> tuple[DimensionScore, ...]:
    now = _by_dimension(month.scores, department)
    before = _by_dimension(month.before, department) if month.before else {}
    return tuple(DimensionScore(name, now.get(name), before.get(name)) for name in DIMENSIONS)


def _by_dimension(scores: Shown, department: str) -> dict[str, float]:
    """Dimension -> mean over the department's extracts, weighted by their records as the score is."""
    own = scores.sources[scores.sources["department"] == department]
    joined = scores.dimensions.merge(own[["dataset", "rows"]], on="dataset")
    volume = joined["rows"].clip(lower=1)
    points = (joined["score"] * volume).groupby(joined["dimension"]).sum()
    means = points / volume.groupby(joined["dimension"]).sum()
    return {str(name): float(value) for name, value in means.items()}


def _sources(catalog: Catalog, month: Month, department: str) -> tuple[SourceLine, ...]:
    """One line an extract, in the order of the catalog's names."""
    scored = month.scores.sources[month.scores.sources["department"] == department]
    by_dimension = month.scores.dimensions.set_index(["dataset", "dimension"])["score"].to_dict()
    before = month.before.sources.set_index("dataset")["score"].to_dict() if month.before else {}
    return tuple(
        SourceLine(
            title=catalog.sources[line["dataset"]].title,
            rows=line["rows"],
            due=_day(line["due"]),
            day=_day(line["day"]),
            status=None if pd.isna(line["status"]) else line["status"],
            score=_number(line["score"]),
            change=_number(line["score"] - before.get(line["dataset"], float("nan"))),
            grade=line["grade"],
            veto=None if pd.isna(line["veto"]) else rule_label(catalog, line["dataset"], line["veto"])[0],
            dimensions=tuple(_number(by_dimension.get((line["dataset"], n))) for n in DIMENSIONS),
            to_fix=line["to_fix"],
        )
        for line in scored.sort_values("dataset").to_dict("records")
    )


def _problems(catalog: Catalog, scores: Shown, waiting: pd.DataFrame) -> tuple[Problem, ...]:
    """Open findings by rule and column: errors first, then the most frequent."""
    rows = scores.sources.set_index("dataset")["rows"].to_dict()
    keys = ["dataset", "rule", "header", "severity"]
    grouped = (
        _with_points(waiting, scores.lost)
        .groupby(keys, dropna=False, sort=True)
        .agg(count=("findings", "sum"), due=("due_date", "min"), points=("points", "sum"))
    )
    found = []
    for group in grouped.reset_index().to_dict("records"):
        label, advice = rule_label(catalog, group["dataset"], group["rule"])
        records, known = rows.get(group["dataset"], 0), group["dataset"] in catalog.sources
        found.append(
            Problem(
                label=label,
                source=catalog.sources[group["dataset"]].title if known else group["dataset"],
                header=None if pd.isna(group["header"]) else group["header"],
                severity=group["severity"],
                count=group["count"],
                share=min(1.0, group["count"] / records) if records else None,
                points=group["points"],
                advice=advice,
                due=_day(group["due"]),
            )
        )
    return tuple(
        sorted(found, key=lambda p: (_SEVERITIES[p.severity], -p.count, p.source, p.label, p.header or ""))
    )


def _with_points(waiting: pd.DataFrame, lost: pd.DataFrame) -> pd.DataFrame:
    """Each kind of finding with its part of the points that its rule cost."""
    by_rule = lost[lost["rule"].notna()].groupby("rule")["points"].sum()
    of_rule = waiting.groupby("scored_rule")["findings"].transform("sum")
    points = waiting["scored_rule"].map(by_rule).astype(float) * waiting["findings"] / of_rule
    return waiting.assign(points=points.fillna(0.0))


def _ageing(waiting: pd.DataFrame, today: date) -> Ageing:
    """Open findings by due day and by age."""
    counted = waiting["findings"]
    overdue = int(counted[waiting["due_date"] < pd.Timestamp(today)].sum())
    soon = int(counted[waiting["due_date"] <= pd.Timestamp(today + _SOON)].sum()) - overdue
    days = (pd.Timestamp(today) - waiting["first_seen"]).dt.days
    last = [end for _, end in _SPANS]
    spans = counted.groupby(np.searchsorted(last, days)).sum().to_dict()
    standing = tuple((label, int(spans.get(i, 0))) for i, (label, _) in enumerate(_SPANS))
    return Ageing(overdue, soon, int(counted.sum()) - overdue - soon, standing)


def _movement(tally: pd.DataFrame, month: Month, department: str) -> Movement:
    """What began, ended and came back between the first day of the month and the day that was scored."""
    found = counts(tally, month.month, month.today, by="department")
    line = (
        found.loc[department].astype(int).to_dict() if department in found.index else dict.fromkeys(found, 0)
    )
    return Movement(
        line["appeared"], line["fixed"], line["reopened"], line["unverified"], line["ended_by_us"]
    )


def _tasks(
    month: Month,
    sources: tuple[SourceLine, ...],
    problems: tuple[Problem, ...],
    ageing: Ageing,
) -> tuple[Task, ...]:
    """What to do next, the most urgent first."""
    tasks = []
    for status, (what, why) in _LACKING.items():
        lacking = "".join(f"《{s.title}》" for s in sources if s.status == status)
        if lacking:
            tasks.append(
                Task(
                    f"{what}{lacking}{month.month:%Y年%-m月}批次，并说明{why}的原因。",
                    month.today,
                    urgent=True,
                )
            )
    if ageing.overdue:
        tasks.append(Task(f"整改已逾期的 {ageing.overdue:,} 条问题。", month.today, urgent=True))
    tasks.extend(_of_problem(p) for p in problems[:2])
    if ageing.total:
        last = max((p.due for p in problems if p.due), default=None)
        tasks.append(Task("逐行核对待整改明细，在业务系统中更正，并填写“处理结果”后报回。", last))
    following = _next_due(month, sources)
    tasks.append(Task("报送下一批次；整改是否办结，以下一批次的复核结果为准。", following))
    return tuple(tasks)


_LACKING = {"missing": ("补报", "未按时报送"), "refused": ("改正后重新报送", "被退回")}
"""Status of a due batch -> what to do and what to explain."""


def _of_problem(problem: Problem) -> Task:
    where = f"{problem.source}“{problem.header}”" if problem.header else problem.source
    return Task(f"{where}：{problem.label}（{problem.count:,} 条）。{problem.advice or ''}", problem.due)


def _next_due(month: Month, sources: Iterable[SourceLine]) -> date | None:
    """The same day of the month after the latest due day."""
    days = [s.due for s in sources if s.due]
    return due_date(date(max(days).year, max(days).month, 1), max(days).day) if days else None
