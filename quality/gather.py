"""From the frames of a month to what one department is told: the builder of ``DepartmentQuality``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from catalog.load import Catalog
from quality.department import (
    Ageing,
    DepartmentQuality,
    DimensionScore,
    Movement,
    Problem,
    SourceLine,
    Task,
)
from quality.rules import rule_label
from quality.score_parameters import DIMENSIONS
from quality.scoring import Scores
from quality.timeliness import due_date, month_end

OPEN, FIXED, REOPENED, UNVERIFIED = ("open", "reopened"), "fixed", "reopened", "待核"
PROBLEMS_SHOWN = 8
_SOON = timedelta(days=7)
_SEVERITIES = {"error": 0, "warn": 1}


@dataclass(frozen=True)
class Month:
    """What the pages of all departments of one month share."""

    month: date
    """The first day of the as-of month."""
    today: date
    version: str
    edition: int
    scores: Scores
    due: pd.DataFrame
    """See ``timeliness.due_batches``."""
    history: pd.DataFrame
    """department, month, score: the frozen scores of earlier months."""
    before: Scores | None
    """The scores of the month before, for its marks."""
    weights: tuple[tuple[str, float], ...]
    """Dimension and weight in force."""


def department_quality(
    catalog: Catalog,
    month: Month,
    department: str,
    findings: pd.DataFrame,
    fix_lists: tuple[str, ...] = (),
) -> DepartmentQuality:
    """A department's month. ``findings``: its rows of findings.all; KeyError when it has no score line."""
    found = month.scores.departments.set_index("department")
    line: dict[Any, Any] = found.loc[department].to_dict()
    waiting = _waiting(findings)
    problems = _problems(catalog, month.scores, waiting)
    sources = _sources(catalog, month, department, waiting)
    ageing = _ageing(waiting, month.today)
    return DepartmentQuality(
        department=department,
        title=catalog.departments[department].title,
        month=month.month,
        today=month.today,
        version=month.version,
        edition=month.edition,
        score=_number(line["score"]),
        grade=line["grade"],
        change=_number(line["change"]),
        rank=None if pd.isna(line["rank"]) else int(line["rank"]),
        ranked_of=int((found["group"] == line["group"]).sum()),
        group=line["group"],
        trend=_trend(month, department, _number(line["score"])),
        dimensions=_dimensions(month, department),
        sources=sources,
        problems=problems[:PROBLEMS_SHOWN],
        more_problems=sum(p.count for p in problems[PROBLEMS_SHOWN:]),
        ageing=ageing,
        movement=_movement(findings, month.month),
        tasks=_tasks(month, sources, problems, ageing, fix_lists),
        fix_lists=fix_lists,
        weights=month.weights,
    )


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()


def _waiting(findings: pd.DataFrame) -> pd.DataFrame:
    """What was dispatched and is not put right."""
    sent = findings[(findings["severity"] != "info") & findings["status"].isin(OPEN)]
    return sent.assign(due_date=pd.to_datetime(sent["due_date"]))


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
    """One line an extract, in the order of the catalog's names."""
    scored = month.scores.sources[month.scores.sources["department"] == department]
    due: dict[str, dict[Any, Any]] = {d["dataset"]: d for d in month.due.to_dict("records")}
    by_dimension = month.scores.dimensions.set_index(["dataset", "dimension"])["score"].to_dict()
    to_fix = waiting["dataset"].value_counts().to_dict()
    return tuple(
        SourceLine(
            title=catalog.sources[line["dataset"]].title,
            rows=line["rows"],
            due=_day(due.get(line["dataset"], {}).get("due")),
            day=_day(due.get(line["dataset"], {}).get("day")),
            status=due.get(line["dataset"], {}).get("status"),
            score=_number(line["score"]),
            grade=line["grade"],
            veto=None if pd.isna(line["veto"]) else rule_label(catalog, line["dataset"], line["veto"])[0],
            dimensions=tuple(_number(by_dimension.get((line["dataset"], n))) for n in DIMENSIONS),
            to_fix=to_fix.get(line["dataset"], 0),
        )
        for line in scored.to_dict("records")
    )


def _problems(catalog: Catalog, scores: Scores, waiting: pd.DataFrame) -> tuple[Problem, ...]:
    """Open findings by rule and column: errors first, then the most frequent."""
    rows = scores.sources.set_index("dataset")["rows"].to_dict()
    keys = ["dataset", "rule", "header", "severity"]
    grouped = waiting.groupby(keys, dropna=False, sort=True).agg(
        count=("rule", "size"), due=("due_date", "min")
    )
    found = []
    for group in grouped.reset_index().to_dict("records"):
        label, advice = rule_label(catalog, group["dataset"], group["rule"])
        records = rows.get(group["dataset"], 0)
        found.append(
            Problem(
                label=label,
                source=catalog.sources[group["dataset"]].title
                if group["dataset"] in rows
                else group["dataset"],
                header=None if pd.isna(group["header"]) else group["header"],
                severity=group["severity"],
                count=group["count"],
                share=min(1.0, group["count"] / records) if records else None,
                advice=advice,
                due=_day(group["due"]),
            )
        )
    return tuple(sorted(found, key=lambda p: (_SEVERITIES[p.severity], -p.count, p.source, p.label)))


def _ageing(waiting: pd.DataFrame, today: date) -> Ageing:
    overdue = int((waiting["due_date"] < pd.Timestamp(today)).sum())
    soon = int((waiting["due_date"] <= pd.Timestamp(today + _SOON)).sum()) - overdue
    return Ageing(overdue, soon, len(waiting) - overdue - soon)


def _movement(findings: pd.DataFrame, month: date) -> Movement:
    """What began, ended and came back between the first and the last day of the month."""
    sent = findings[findings["severity"] != "info"]
    first, last = pd.to_datetime(sent["first_seen"]), pd.to_datetime(sent["last_seen"])
    begin, end = pd.Timestamp(month), pd.Timestamp(month_end(month))
    return Movement(
        new=int(first.between(begin, end).sum()),
        fixed=int(((sent["status"] == FIXED) & last.between(begin, end)).sum()),
        reopened=int((sent["status"] == REOPENED).sum()),
        unverified=int((sent["status"] == UNVERIFIED).sum()),
    )


def _tasks(
    month: Month,
    sources: tuple[SourceLine, ...],
    problems: tuple[Problem, ...],
    ageing: Ageing,
    fix_lists: tuple[str, ...],
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
        book = f"（《{fix_lists[0]}》）" if fix_lists else ""
        last = max((p.due for p in problems if p.due), default=None)
        tasks.append(Task(f"逐行核对整改清单{book}，在业务系统中更正，并填写“处理结果”后报回。", last))
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
