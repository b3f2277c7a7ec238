"""What rows of an extract are beside values of elements: facts about a person, relations between two entities."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from catalog.declaration import Declaration, Identifier

FACT_COLUMNS: dict[str, tuple[str, ...]] = {
    "payment": ("period", "account"),
    "settlement": ("institution",),
    "entitlement": ("category", "period", "number", "household", "account"),
    "enrolment": ("category", "number", "institution"),
    "employment": ("institution",),
}
"""Tables of facts, and the columns each has beyond who, what, how much, when and in which record."""


class Fact(Declaration):
    """Rows of this extract are facts: payments, settlements, entitlements, enrolments, employments."""

    table: Literal["payment", "settlement", "entitlement", "enrolment", "employment"]
    role: Identifier = "self"
    kind: str
    """A field, or a literal in quotes when every row is of one kind."""
    amount: Identifier | None = None
    start: Identifier | None = None
    end: Identifier | None = None
    status: Identifier | None = None
    category: Identifier | None = None
    """What the kind is divided into: 城市低保, 居民医保, 三年级."""
    period: Identifier | None = None
    """The year or batch that a payment or a contribution is for, as the department names it."""
    number: Identifier | None = None
    """The department's own number of the account, certificate or pupil."""
    household: Identifier | None = None
    """The program's number of the household that receives together."""
    account: Identifier | None = None
    """The bank account the money goes to."""
    institution: Identifier | None = None
    """The school, hospital or employer."""

    @model_validator(mode="after")
    def _says_what_its_table_holds(self) -> Fact:
        every = {column for columns in FACT_COLUMNS.values() for column in columns}
        for name in sorted(every - {*FACT_COLUMNS[self.table]}):
            if getattr(self, name) is not None:
                raise ValueError(f"the table `{self.table}` has no column `{name}`")
        return self


class Relation(Declaration):
    """Records of this extract relate two of their roles: owner and house, husband and wife, employee and employer."""

    relation: Identifier
    from_role: Identifier
    to_role: Identifier
    start: Identifier | None = None
    """The day from which it holds."""
    end: Identifier | None = None
    """The day on which it ended; a record with an empty one says that it lasts."""
    when: dict[Identifier, tuple[str, ...]] = Field(default_factory=dict)
    """Fields and the values with which a record speaks of this relation; empty: every record does."""
    lasts: dict[Identifier, tuple[str, ...]] = Field(default_factory=dict)
    """Fields and the values with which the relation still holds; with others it is over."""
