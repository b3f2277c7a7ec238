"""What the county's data bureau tells all departments about one month (guide 7.5), without its looks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from catalog.load import Catalog
from catalog.parameter_values import number_on, value_on
from quality.department import DisputeCounts, Task
from quality.department_scores import ORDINARY
from quality.gather import Month
from quality.masking import mask_of, mask_text
from quality.rules import rule_label
from quality.timeliness import month_end

RED, BLACK = "红榜", "黑榜"
WORST = 3
SAMPLES = 2


@dataclass(frozen=True)
class RankLine:
    """One department in its group; rates are shares, None where they do not apply."""

    rank: int | None
    title: str
    datasets: int
    rows: int
    evaluated: int
    score: float | None
    grade: str | None
    change: float | None
    improvement: int | None
    """Place by the change since last month, in the same group."""
    on_time: float | None
    rectified: float | None
    to_fix: int
    appeared: int
    fixed: int
    overdue: int
    mark: str | None


@dataclass(frozen=True)
class WorstSource:
    """One of the extracts with the lowest scores, its most frequent problem and masked samples of it."""

    title: str
    department: str
    score: float
    problem: str | None
    count: int
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Totals:
    """The county's month in figures."""

    mean: float | None
    change: float | None
    rows: int
    due: int
    came: int
    late: int
    to_fix: int
    appeared: int
    fixed: int
    overdue: int
    unverified: int


@dataclass(frozen=True)
class Circular:
    """The content of the circular; every figure on it is here."""

    county: str
    month: date
    today: date
    version: str
    edition: int
    changed: tuple[str, ...]
    final: bool
    totals: Totals
    trend: tuple[tuple[date, float], ...]
    groups: tuple[tuple[str, tuple[RankLine, ...]], ...]
    worst: tuple[WorstSource, ...]
    contradictions: tuple[tuple[str, int], ...]
    """Title of a warning, leads: where the sources of several departments do not fit together."""
    tasks: tuple[Task, ...]
    weights: tuple[tuple[str, float], ...]
    listed: bool
    """Whether the circular of this month names the best and the worst."""
    disputes: DisputeCounts = field(default_factory=DisputeCounts)


def circular(
    catalog: Catalog, county: str, month: Month, waiting: pd.DataFrame, leads: Iterable[tuple[str, int]]
) -> Circular:
    """The circular of a month. ``waiting``: dataset, field, rule, findings, original (a few of each kind, or null)."""
    sources = month.scores.sources
    listed = str(month.month.month) in _texts(catalog, "listing_months", month.month)
    return Circular(
        county=county,
        month=month.month,
        today=month.today,
        version=month.version,
        edition=1,
        changed=(),
        final=month.final,
        totals=_totals(month),
        trend=_trend(month),
        groups=_groups(catalog, month, listed),
        worst=_worst(catalog, sources, waiting),
        contradictions=tuple(leads),
        tasks=_tasks(catalog, month),
        weights=month.weights,
        listed=listed,
    )


def _texts(catalog: Catalog, name: str, month: date) -> list[str]:
    value = value_on(catalog, name, month_end(month)).value
    return value if isinstance(value, list) else [str(value)]


def _mean(departments: pd.DataFrame) -> float | None:
    scored = departments["score"].dropna()
    return float(scored.mean()) if len(scored) else None


def _totals(month: Month) -> Totals:
    sources = month.scores.sources
    mean, before = _mean(month.scores.departments), _mean(month.before.departments) if month.before else None
    known = sources[sources["status"].notna() & (sources["status"] != "pending")]
    sums = {
        name: int(sources[name].sum())
        for name in ("rows", "to_fix", "appeared", "fixed", "overdue", "unverified")
    }
    return Totals(
        mean=mean,
        change=mean - before if mean is not None and before is not None else None,
        due=len(known),
        came=int(known["status"].isin(["on_time", "late"]).sum()),
        late=int((known["status"] == "late").sum()),
        **sums,
    )


def _trend(month: Month) -> tuple[tuple[date, float], ...]:
    """Mean score of the departments, up to twelve months, the present one last."""
    past = month.history.groupby("month")["score"].mean().tail(11)
    points = [(pd.Timestamp(str(m)).date(), float(s)) for m, s in past.items()]
    mean = _mean(month.scores.departments)
    return tuple(points if mean is None else [*points, (month.month, mean)])


def _groups(catalog: Catalog, month: Month, listed: bool) -> tuple[tuple[str, tuple[RankLine, ...]], ...]:
    """The ranking of each group, small samples last."""
    departments = month.scores.departments.assign(
        improvement=month.scores.departments.groupby("peer_group")["change"].rank(
            ascending=False, method="min"
        )
    )
    counted = month.scores.sources.groupby("department")[["to_fix", "appeared", "fixed", "overdue"]].sum()
    marks = _Marks(catalog, month.month) if listed else None
    groups = []
    for group, lines in departments.sort_values(["rank", "department"]).groupby("peer_group", sort=True):
        of_group = tuple(
            _rank_line(catalog, line, counted.loc[line["department"]].to_dict(), marks)
            for line in lines.to_dict("records")
        )
        groups.append((str(group), of_group))
    return tuple(groups)


class _Marks:
    """Who is named in the red and the black list: by score, and never a department with a small sample."""

    def __init__(self, catalog: Catalog, month: date) -> None:
        self.best = number_on(catalog, "red_list_min", month_end(month))
        self.worst = number_on(catalog, "black_list_below", month_end(month))

    def of(self, score: float | None, group: str) -> str | None:
        """The list that a department is named in."""
        if score is None or group != ORDINARY:
            return None
        return RED if score >= self.best else BLACK if score < self.worst else None


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _place(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _rank_line(
    catalog: Catalog, line: dict[Any, Any], counted: dict[Any, Any], marks: _Marks | None
) -> RankLine:
    score = _number(line["score"])
    return RankLine(
        rank=_place(line["rank"]),
        title=catalog.departments[line["department"]].title,
        datasets=int(line["datasets"]),
        rows=int(line["rows"]),
        evaluated=int(line["evaluated"]),
        score=score,
        grade=line["grade"],
        change=_number(line["change"]),
        improvement=_place(line["improvement"]),
        on_time=_number(line["on_time"]),
        rectified=_number(line["rectified"]),
        mark=marks.of(score, line["peer_group"]) if marks else None,
        **{name: int(count) for name, count in counted.items()},
    )


def _worst(catalog: Catalog, sources: pd.DataFrame, waiting: pd.DataFrame) -> tuple[WorstSource, ...]:
    """The extracts with the lowest scores."""
    lowest = sources[sources["score"].notna()].sort_values(["score", "dataset"]).head(WORST)
    return tuple(_worst_source(catalog, line, waiting) for line in lowest.to_dict("records"))


def _worst_source(catalog: Catalog, line: dict[Any, Any], waiting: pd.DataFrame) -> WorstSource:
    dataset = line["dataset"]
    own = waiting[waiting["dataset"] == dataset]
    kinds = own.drop_duplicates(["field", "rule"]).sort_values(["findings", "rule"], ascending=[False, True])
    first = kinds.head(1).to_dict("records")
    samples: tuple[str, ...] = ()
    if first:
        same = (own["rule"] == first[0]["rule"]) & own["field"].eq(first[0]["field"])
        field = first[0]["field"]
        mask = mask_text if pd.isna(field) else mask_of(catalog, dataset, field)
        samples = tuple(dict.fromkeys(mask(text) for text in own.loc[same, "original"].dropna()))[:SAMPLES]
    return WorstSource(
        title=catalog.sources[dataset].title,
        department=catalog.departments[line["department"]].title,
        score=float(line["score"]),
        problem=rule_label(catalog, dataset, first[0]["rule"])[0] if first else None,
        count=int(first[0]["findings"]) if first else 0,
        samples=samples,
    )


def _tasks(catalog: Catalog, month: Month) -> tuple[Task, ...]:
    """What which department has to do, by whom it concerns most."""
    tasks = []
    for department, own in month.scores.sources.groupby("department", sort=True):
        title = catalog.departments[str(department)].title
        for status, what in (("missing", "补报"), ("refused", "改正后重新报送")):
            lacking = "".join(
                f"《{catalog.sources[d].title}》" for d in own.loc[own["status"] == status, "dataset"]
            )
            if lacking:
                tasks.append(Task(f"{title}：{what}{lacking}。", month.today, urgent=True))
        overdue = int(own["overdue"].sum())
        if overdue:
            tasks.append(
                Task(f"{title}：整改已逾期的 {overdue:,} 条问题，并说明原因。", month.today, urgent=True)
            )
    return tuple(tasks)
