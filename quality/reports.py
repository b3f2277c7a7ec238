"""The page a department head reads: one A4 sheet of HTML that opens offline and asks nothing of the network."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup

from quality import charts
from quality.department import Ageing, DepartmentQuality, DimensionScore

_TEMPLATES = Path(__file__).parent / "templates"
_DELIVERY = {
    "on_time": "按时",
    "late": "迟报",
    "refused": "退回",
    "missing": "未报",
    "pending": "未到期",
}


def department_page(data: DepartmentQuality) -> str:
    """A self-contained HTML page; the same data give the same bytes."""
    return template("department.html.j2").render(
        data=data,
        verdict=verdict(data),
        trend=charts.trend([(f"{m.month}月", score) for m, score in data.trend]),
        bars=charts.score_bars(_bars(data.dimensions)),
        radar=charts.radar(_bars(data.dimensions)),
        ageing=_ageing_bar(data.ageing),
        most=max((p.count for p in data.problems), default=0),
        count_bar=charts.count_bar,
        delivery=_DELIVERY,
    )


def verdict(data: DepartmentQuality) -> str:
    """The month in a few sentences, for somebody who reads nothing else."""
    if data.score is None:
        return "本月没有可以评分的数据。"
    parts = [f"本月得分 {data.score:.1f} 分，{data.grade} 级{_change(data.change)}"]
    if data.rank is not None and data.ranked_of > 1:
        parts.append(f"，在{data.group}组 {data.ranked_of} 个部门中列第 {data.rank}")
    weak = sorted((d.score, d.name) for d in data.dimensions if d.score is not None and d.score < 90)[:2]
    names = "、".join(f"{name}（{score:.1f}）" for score, name in weak)
    parts.append(f"。失分主要在{names}。" if weak else "。各维度均在 90 分以上。")
    if data.ageing.total:
        late = f"，其中 {data.ageing.overdue:,} 条已逾期" if data.ageing.overdue else ""
        parts.append(f"待整改 {data.ageing.total:,} 条{late}。")
    return "".join(parts)


def _change(change: float | None) -> str:
    if change is None:
        return ""
    if abs(change) < 0.05:
        return "，与上月持平"
    return f"，比上月{'提高' if change > 0 else '下降'} {abs(change):.1f} 分"


def _bars(dimensions: tuple[DimensionScore, ...]) -> list[charts.Bar]:
    return [charts.Bar(d.name, d.score, d.before) for d in dimensions]


def _ageing_bar(ageing: Ageing) -> Markup:
    parts = (
        ("已逾期", ageing.overdue, "overdue"),
        ("7日内到期", ageing.soon, "soon"),
        ("未到期", ageing.later, "later"),
    )
    return charts.share_bar(parts)


def _day(value: date | None) -> str:
    return f"{value.month}月{value.day}日" if value else "—"


def _score(value: float | None) -> str:
    return "—" if value is None else f"{value:.1f}"


def _rate(value: float | None) -> str:
    return "—" if value is None else f"{100 * value:.0f}%"


def template(name: str) -> jinja2.Template:
    """A page of ``templates/``; every page shares their style sheet and filters."""
    return _environment().get_template(name)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"day": _day, "score": _score, "rate": _rate, "count": lambda n: f"{n:,}"}
    return environment
