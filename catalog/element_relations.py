"""How the values of one entity's elements hang together: what follows from others, and what can not be true beside others."""

from __future__ import annotations

from pydantic import Field, model_validator

from catalog.declaration import Declaration, Identifier

TODAY = "today"
"""Among the inputs of a derivation: the run's day."""


class Derivation(Declaration):
    """A value that no source states and that follows from golden values of the same entity.

    The derived value has the source, record and date of the first input that is there.
    """

    inputs: tuple[Identifier, ...] = Field(min_length=1)
    """Elements of the same entity, in the order of the function's arguments; ``today`` is the run's day."""
    by: Identifier | None = None
    """A function of ``sql/functions``."""
    table: Identifier | None = None
    """A table of the ledger with one row an entity, for what a function of values can not tell."""
    column: Identifier | None = None

    @model_validator(mode="after")
    def _by_a_function_or_from_a_table(self) -> Derivation:
        if (self.by is None) == (self.table is None) or (self.table is None) != (self.column is None):
            raise ValueError("a derivation has `by`, or `table` and `column`")
        if {*self.inputs} == {TODAY}:
            raise ValueError(
                "a derivation has an element among its inputs: its record is the derived value's"
            )
        return self


class Contradiction(Declaration):
    """Two golden values of one entity that can not both be true; exactly one way to contradict is declared."""

    element: Identifier
    """The other element."""
    title: str
    """What can not be, as county people say it."""
    when: tuple[str, ...] = ()
    """Values of this element that it concerns; empty: all."""
    values: tuple[str, ...] = ()
    """Values of the other element beside which they can not stand."""
    before: bool = False
    """This date can not lie before the other."""
    younger_than: Identifier | None = None
    """A parameter: the age below which it can not be, the other element being the birth date."""
    digits: bool = False
    """The other element is the id number, whose digits say the birth date or sex."""

    @model_validator(mode="after")
    def _contradicts_in_one_way(self) -> Contradiction:
        ways = (bool(self.values), self.before, self.younger_than is not None, self.digits)
        if sum(ways) != 1:
            raise ValueError("a contradiction has one of `values`, `before`, `younger_than` and `digits`")
        return self
