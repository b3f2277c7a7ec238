"""版次 of quality reports: a rerun whose content differs is the next edition, and says what changed."""

from __future__ import annotations

import hashlib

from pydantic import BaseModel

from assets.home import Home
from assets.journal import append, entries

_CHANGES_SHOWN = 4


class Issued(BaseModel):
    """What a unit was told of a month: figures and counts, never values."""

    report: str
    """``department`` or ``circular``."""
    unit: str
    month: str
    edition: int = 1
    version: str
    content: str
    """As ``content_of`` tells it."""
    figures: dict[str, float]
    """Label of a figure -> its value, as the next edition tells the difference."""


def content_of(figures: dict[str, float], rows: str) -> str:
    """What makes an edition: other figures or other rows (told by their digest), not another look."""
    return hashlib.sha256(f"{sorted(figures.items())} {rows}".encode()).hexdigest()[:16]


def issue(home: Home, candidate: Issued) -> tuple[int, tuple[str, ...]]:
    """The edition of a report, noted in the journal when it is new, and what changed since the one before."""
    journal = home.journal / "quality_reports.jsonl"
    told = [i for i in entries(journal, Issued) if _unit(i) == _unit(candidate)]
    if not told:
        append(journal, [candidate])
        return 1, ()
    if told[-1].content != candidate.content:
        told.append(candidate.model_copy(update={"edition": told[-1].edition + 1}))
        append(journal, [told[-1]])
    return told[-1].edition, _changed(told[-2], told[-1]) if len(told) > 1 else ()


def _unit(issued: Issued) -> tuple[str, str, str]:
    return issued.report, issued.unit, issued.month


def _changed(before: Issued, now: Issued) -> tuple[str, ...]:
    """Figures that differ, the largest differences first."""
    labels = sorted({*before.figures, *now.figures})
    pairs = [(n, before.figures.get(n, 0.0), now.figures.get(n, 0.0)) for n in labels]
    differing = sorted((p for p in pairs if p[1] != p[2]), key=lambda p: -abs(p[2] - p[1]))
    return tuple(f"{name}由 {old:,.12g} 变为 {new:,.12g}" for name, old, new in differing[:_CHANGES_SHOWN])
