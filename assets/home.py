"""A county's home: where its files lie. Everything personal is below it, and it is readable by its owner only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Home:
    """The folders of one county."""

    root: Path

    @property
    def landing(self) -> Path:
        """What departments deliver; never written to."""
        return self.root / "landing"

    @property
    def bronze(self) -> Path:
        """What was read, immutable."""
        return self.root / "bronze"

    @property
    def warehouse(self) -> Path:
        """A cache that can be rebuilt."""
        return self.root / "warehouse"

    @property
    def staged(self) -> Path:
        """Standardised rows, one immutable Parquet a delivered file and version of its declaration."""
        return self.root / "warehouse" / "staged"

    @property
    def published(self) -> Path:
        """Published versions and the link ``current``."""
        return self.root / "published"

    @property
    def reports(self) -> Path:
        """Report workbooks by month."""
        return self.root / "reports"

    @property
    def outbox(self) -> Path:
        """What each department gets."""
        return self.root / "outbox"

    @property
    def journal(self) -> Path:
        """Append-only memory outside versions: receipts, decisions, answers, messages sent."""
        return self.root / "journal"

    @property
    def catalog(self) -> Path:
        """The county's own declarations, laid over the built-in ones."""
        return self.root / "catalog"

    def make(self) -> None:
        """Create the folders, closed to others."""
        for folder in (self.root, self.landing, self.bronze, self.warehouse, self.staged, self.published,
                       self.reports, self.outbox, self.journal):  # fmt: skip
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.root.chmod(0o700)
