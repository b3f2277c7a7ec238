"""Declarations about a record as a whole: what its fields must say together, and what it takes for granted."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from catalog.declaration import Declaration, Identifier


class _RecordRule(Declaration):
    """A rule on the fields of one record; where one of them is unknown there is nothing to judge."""

    name: Identifier
    code: str
    """The issue code of a record that breaks the rule."""
    title: str
    """What the rule demands, in the department's own headers."""
    field: Identifier
    """The field a finding is about."""


class Order(_RecordRule):
    """One date does not lie before another, or before a birthday; an id number stands for its birth date."""

    type: Literal["order"]
    earlier: Identifier
    later: Identifier
    years: int = Field(default=0, ge=0)
    """Whole years that must lie between them."""


class Sum(_RecordRule):
    """An amount is the sum of its parts; a part that is blank counts nothing."""

    type: Literal["sum"]
    parts: tuple[Identifier, ...] = Field(min_length=1)


class Empty(_RecordRule):
    """A field says nothing where others have these values."""

    type: Literal["empty"]
    when: dict[Identifier, str] = Field(min_length=1)


class Age(_RecordRule):
    """An age is that of the birth date, or of the id number, in whole years on a day: the batch day by default."""

    type: Literal["age"]
    birth: Identifier
    on: Identifier | None = None


class Within(_RecordRule):
    """A number is inside its bounds, or where ``birth`` is given the age on the batch day."""

    type: Literal["within"]
    birth: Identifier | None = None
    min: int | None = None
    max: int | None = None


RecordRule = Annotated[Order | Sum | Empty | Age | Within, Field(discriminator="type")]


class Presumption(Declaration):
    """In which records something is taken for granted of the subject, and of which day."""

    when: dict[Identifier, tuple[str, ...]] = Field(default_factory=dict)
    """Fields and the values they may have; every record where none is named."""
    month_of: Identifier | None = None
    """A payment's date: what happened in its own month does not contradict it yet. The batch day by default."""


def fields_of_rule(rule: RecordRule) -> tuple[str, ...]:
    """Every field a rule reads."""
    match rule:
        case Order():
            named = (rule.earlier, rule.later)
        case Sum():
            named = rule.parts
        case Empty():
            named = tuple(rule.when)
        case Age():
            named = (rule.birth, rule.on)
        case Within():
            named = (rule.birth,)
    return tuple(dict.fromkeys(f for f in (rule.field, *named) if f))
