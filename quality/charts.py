"""Small charts as inline SVG: no scripts, no fonts of their own, coloured by the style sheet of the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from markupsafe import Markup, escape

LOWEST = 50.0
"""Scores are drawn from here on, else all lines would hug the top; the axis says so."""


@dataclass(frozen=True)
class Bar:
    """One bar of a score: its value and last month's, 0 to 100, None where not applicable."""

    label: str
    value: float | None
    before: float | None = None


def _svg(width: float, height: float, label: str, parts: Iterable[str]) -> Markup:
    """A drawing that scales with its column; ``label`` is read aloud instead of it."""
    head = f'<svg viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{escape(label)}">'
    return Markup(head + "".join(parts) + "</svg>")


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(text)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


def trend(points: Sequence[tuple[str, float]], width: float = 300, height: float = 108) -> Markup:
    """Scores month by month; the newest is marked. ``points``: label of the month, score 0 to 100."""
    left, right, top, bottom = 22.0, width - 22, 14.0, height - 18
    low = min([LOWEST + 30, *(5 * (score // 5) - 5 for _, score in points)])

    def y(score: float) -> float:
        return bottom - (score - low) / (100 - low) * (bottom - top)

    step = (right - left) / max(1, len(points) - 1)
    places = [(left + i * step, y(score)) for i, (_, score) in enumerate(points)]
    parts = []
    for score in (low, (low + 100) / 2, 100.0):
        parts.append(_line(left, y(score), right, y(score), "grid"))
        parts.append(_text(left - 5, y(score) + 3, f"{score:g}", "axis", "end"))
    path = " ".join(f"{x:.1f},{v:.1f}" for x, v in places)
    parts.append(f'<polyline points="{path}" class="trend"/>')
    parts.extend(f'<circle cx="{x:.1f}" cy="{v:.1f}" r="1.8" class="dot"/>' for x, v in places[:-1])
    labelled = {0, len(points) - 1} if len(points) > 6 else set(range(len(points)))
    parts.extend(_text(places[i][0], height - 4, points[i][0], "axis", "middle") for i in sorted(labelled))
    if places:
        x, v = places[-1]
        parts.append(f'<circle cx="{x:.1f}" cy="{v:.1f}" r="3.4" class="now"/>')
        parts.append(_text(x, v - 7, f"{points[-1][1]:.1f}", "value", "middle"))
    return _svg(width, height, "近月得分走势", parts)


def score_bars(bars: Sequence[Bar], width: float = 330, row: float = 23) -> Markup:
    """One bar a score, with a tick where last month's stood; a score that does not apply says so."""
    left, right = 52.0, width - 40
    parts = []
    for i, bar in enumerate(bars):
        y = i * row + 5
        parts.append(_text(0, y + 11, bar.label, "label"))
        parts.append(f'<rect x="{left}" y="{y}" width="{right - left:.1f}" height="13" class="track"/>')
        if bar.value is None:
            parts.append(_text(left + 6, y + 10, "不适用", "axis"))
            continue
        length = (right - left) * bar.value / 100
        kind = "good" if bar.value >= 90 else "fair" if bar.value >= 80 else "poor"
        parts.append(f'<rect x="{left}" y="{y}" width="{length:.1f}" height="13" class="bar {kind}"/>')
        if bar.before is not None:
            x = left + (right - left) * bar.before / 100
            parts.append(_line(x, y - 2, x, y + 15, "before"))
        parts.append(_text(width, y + 11, f"{bar.value:.1f}", "value", "end"))
    return _svg(width, len(bars) * row + 2, "六个维度的得分", parts)


def radar(bars: Sequence[Bar], size: float = 180) -> Markup:
    """The same scores around a centre, so that the shape shows which side is weak; what does not apply is left out."""
    middle, radius = size / 2, size / 2 - 26
    turns = [2 * pi * i / len(bars) - pi / 2 for i in range(len(bars))]

    def shape(values: Iterable[float | None], kind: str) -> str:
        places = (
            f"{middle + radius * v / 100 * cos(t):.1f},{middle + radius * v / 100 * sin(t):.1f}"
            for t, v in zip(turns, values, strict=True)
            if v is not None
        )
        return f'<polygon points="{" ".join(places)}" class="{kind}"/>'

    parts = [shape([edge] * len(bars), "ring") for edge in (100, 75, 50, 25)]
    parts.extend(
        _line(middle, middle, middle + radius * cos(t), middle + radius * sin(t), "grid") for t in turns
    )
    parts.append(shape([bar.before for bar in bars], "shape-before"))
    parts.append(shape([bar.value for bar in bars], "shape"))
    for t, bar in zip(turns, bars, strict=True):
        anchor = "middle" if abs(cos(t)) < 0.1 else "start" if cos(t) > 0 else "end"
        x, y = middle + (radius + 8) * cos(t), middle + (radius + 12) * sin(t) + 4
        parts.append(_text(x, y, bar.label, "label", anchor))
    return _svg(size, size, "六个维度的雷达图", parts)


def share_bar(parts: Sequence[tuple[str, int, str]], width: float = 330, height: float = 16) -> Markup:
    """Counts side by side as shares of one bar. ``parts``: label, count, class."""
    total = sum(count for _, count, _ in parts)
    drawn, x = [], 0.0
    for _, count, kind in parts:
        length = width * count / total if total else 0
        drawn.append(f'<rect x="{x:.1f}" y="0" width="{length:.1f}" height="{height}" class="{kind}"/>')
        x += length
    label = "，".join(f"{label}{count}条" for label, count, _ in parts)
    return _svg(width, height, label, drawn)


def count_bar(count: int, most: int, kind: str, width: float = 90) -> Markup:
    """A count beside the largest of its list."""
    length = max(1.5, width * count / most) if count else 0
    return _svg(width, 9, f"{count}条", [f'<rect width="{length:.1f}" height="9" rx="1" class="{kind}"/>'])


@dataclass(frozen=True)
class Step:
    """One step of a waterfall: what it is, how it came out, and what it adds."""

    label: str
    outcome: str
    value: float


def waterfall(steps: Sequence[Step], width: float = 640, row: float = 20) -> Markup:
    """Steps that add up from nothing to their sum, one below the other; the last bar is the sum."""
    left, right = 190.0, width - 50
    ends, reached = [0.0], 0.0
    for step in steps:
        reached += step.value
        ends.append(reached)
    low, high = min(ends), max(ends)
    scale = (right - left) / ((high - low) or 1.0)

    def x(value: float) -> float:
        return left + (value - low) * scale

    parts = [_line(x(0), 2, x(0), (len(steps) + 1) * row, "grid")]
    bars = [(s.label, s.outcome, a, b) for s, a, b in zip(steps, ends, ends[1:], strict=False)]
    for i, (label, outcome, begin, end) in enumerate([*bars, ("合计", "", 0.0, reached)]):
        y, kind = i * row + 4, "total" if i == len(bars) else "for" if end >= begin else "against"
        length = max(abs(x(end) - x(begin)), 0.8)
        parts.append(_text(0, y + 10, label, "label"))
        parts.append(_text(84, y + 10, outcome, "axis"))
        parts.append(
            f'<rect x="{min(x(begin), x(end)):.1f}" y="{y}" width="{length:.1f}" height="12" class="{kind}"/>'
        )
        parts.append(_text(max(x(begin), x(end)) + 4, y + 10, f"{end - begin:+.1f}", "value"))
    return _svg(width, (len(steps) + 1) * row + 6, "证据权重（比特）", parts)
