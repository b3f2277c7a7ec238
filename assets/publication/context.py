"""For whom, for which month and from what a report is made, and how it calls that in Chinese."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

UNLOCATED = "未定位"
"""The unit under which rows stand whose township is unknown."""
_FORBIDDEN_IN_FILES = re.compile(r'[\\/:*?"<>|\s]')


@dataclass(frozen=True)
class ReportContext:
    """One month of one county, read from one published version."""

    month: str
    """As-of month, ``2025-12``."""
    month_start: date
    month_end: date
    county: str
    version: int
    """The published version that was read."""
    generated_from: str
    """Fingerprint of that version's tables."""
    edition: int = 1
    """版次: 1, or more when a closed month was made again."""

    @property
    def period(self) -> str:
        """The month as people write it."""
        return f"{self.month_end.year}年{self.month_end.month}月"

    @property
    def as_of(self) -> str:
        """The last day of the month as people write it."""
        return f"{self.period}{self.month_end.day}日"

    def file_name(self, title: str, unit: str) -> str:
        """``报表名_单位_期别_版次.xlsx`` (guide 5.1)."""
        parts = (title, unit, self.period, f"第{self.edition}版")
        return "_".join(_FORBIDDEN_IN_FILES.sub("", part) for part in parts) + ".xlsx"


def authority_of(unit: str) -> str:
    """The body that signs for a county, township or subdistrict; any other unit signs for itself."""
    if unit.endswith("街道"):
        return unit + "办事处"
    return unit + "人民政府" if unit.endswith(("县", "市", "区", "乡", "镇")) else unit
