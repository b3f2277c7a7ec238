"""Who decides a data element (一数一源): ranked sources, the rule by which one value stands, and for how long it was so."""

from __future__ import annotations

from datetime import date
from typing import Literal

from catalog.declaration import UNCONFIGURED, Declaration, Identifier

Survivorship = Literal["ranked", "newest", "newest_event", "strongest", "highest"]
"""Which of several values stands: of the source that is named first; the newest; the newest that an event tells of, else
the newest; that of the strongest evidence (A before B before C); the smallest code of a list that begins with the highest."""


class Authority(Declaration):
    """One rank of an element's authority list."""

    source: Identifier
    """The dataset; its name is unique over all departments."""
    header: str | None = None
    """Set when the extract delivers the element in a column that its own declaration does not list."""
    role: Identifier | None = None
    """Whose element it is under that header; by default the record's only subject of the element's entity."""


class Matrix(Declaration):
    """One version of an element's authority list, and by what right it was in force."""

    rule: Survivorship = "ranked"
    authority: tuple[Identifier | Authority, ...]
    """The order is the rank; the first decides."""
    legal_basis: str = UNCONFIGURED
    document_number: str = UNCONFIGURED
    """文号 of the paper by which the county fixed it."""
    approved_by: str = UNCONFIGURED
    valid_from: date
    valid_to: date | None = None

    def ranked(self) -> tuple[Authority, ...]:
        """The authority list, bare dataset names spelt out."""
        return tuple(a if isinstance(a, Authority) else Authority(source=a) for a in self.authority)
