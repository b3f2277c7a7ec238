"""The circular as one HTML page that opens offline and prints on A4."""

from __future__ import annotations

from quality import charts
from quality.circular import Circular
from quality.reports import template


def circular_page(data: Circular) -> str:
    """A self-contained HTML page; the same data give the same bytes."""
    return template("circular.html.j2").render(
        data=data,
        trend=charts.trend([(f"{m.month}月", score) for m, score in data.trend]),
        verdict=verdict(data),
    )


def verdict(data: Circular) -> str:
    """The month in a few sentences."""
    totals = data.totals
    if totals.mean is None:
        return "本月没有可以评分的数据。"
    moved = ""
    if totals.change is not None:
        moved = f"，比上月{'提高' if totals.change >= 0 else '下降'} {abs(totals.change):.1f} 分"
    scored = sum(line.score is not None for _, lines in data.groups for line in lines)
    parts = [f"本月对 {scored} 个部门评分，平均 {totals.mean:.1f} 分{moved}。"]
    late = f"，其中迟报 {totals.late} 批" if totals.late else ""
    parts.append(f"应报送 {totals.due} 批，实到 {totals.came} 批{late}。")
    overdue = f"，已逾期 {totals.overdue:,} 条" if totals.overdue else ""
    parts.append(
        f"新增问题 {totals.appeared:,} 条，整改 {totals.fixed:,} 条，待整改 {totals.to_fix:,} 条{overdue}。"
    )
    return "".join(parts)
