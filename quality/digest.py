"""The digest of a week: what waits in a department's extracts, what came, what was put right. Counts only."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from quality.reports import template


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True)


class DigestLine(_Told):
    """The findings of one extract; ``open`` holds ``new`` and ``overdue``."""

    title: str
    open: int
    new: int
    fixed: int
    overdue: int


class Digest(_Told):
    """What a department is told on ``day`` of the days after ``since``."""

    department: str
    department_title: str
    day: str
    since: str
    version: int
    lines: tuple[DigestLine, ...]

    def total(self, count: str) -> int:
        """The sum of one count over all extracts."""
        return sum(getattr(line, count) for line in self.lines)


def digest_line(digest: Digest) -> str:
    """The digest in a sentence, for somebody who reads nothing else."""
    counts = f"待整改 {digest.total('open'):,} 条（新增 {digest.total('new'):,} 条）"
    late = f"，已逾期 {digest.total('overdue'):,} 条" if digest.total("overdue") else "，没有逾期"
    return f"截至 {digest.day}：{counts}，已整改 {digest.total('fixed'):,} 条{late}"


def digest_page(digest: Digest) -> str:
    """A self-contained HTML page; the same digest gives the same bytes."""
    return template("digest.html.j2").render(digest=digest, sentence=digest_line(digest))
