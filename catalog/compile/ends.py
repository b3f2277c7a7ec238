"""The trees that say when a full list ends what it no longer holds: inside its scope, and only where it is whole."""

from __future__ import annotations

from sqlglot import exp

from catalog.compile.keys import UNRESOLVED


def wholes() -> exp.Select:
    """The batches of each scope, and whether they are the whole state of it."""
    touched = exp.and_(
        exp.column("batch_key", "i").eq(exp.column("batch_key", "g")),
        exp.func("coalesce", exp.column("scope_value", "i").eq(exp.column("scope_value", "g")), exp.true()),
    )
    resolved = exp.not_(
        exp.func("starts_with", exp.column("scope_value", "g"), exp.Literal.string(UNRESOLVED))
    )
    whole = exp.and_(resolved, exp.column("batch_key", "i").is_(exp.null()))
    batches = exp.select("scope_value", "batch_key", "batch_day").distinct().from_("grouped")
    return (
        exp.select(
            "g.scope_value", "g.batch_key", "g.batch_day", exp.alias_(exp.func("bool_and", whole), "whole")
        )
        .from_(batches.subquery("g"))
        .join(exp.to_table("incomplete").as_("i"), on=touched, join_type="left")
        .group_by("g.scope_value", "g.batch_key", "g.batch_day")
    )


def _later(of: str) -> exp.Expr:
    """The whole lists ``n`` of the scope that came after."""
    return exp.and_(
        exp.column("scope_value", "n").eq(exp.column("scope_value", of)),
        exp.column("batch_key", "n") > exp.column("batch_key", of),
        exp.column("whole", "n"),
    )


def lists() -> exp.Select:
    """For each batch of a scope the day of the first whole list that came after it, null where it is the last."""
    keys = [exp.column(c, "w") for c in ("scope_value", "batch_key")]
    return (
        exp.select(*keys, exp.alias_(exp.func("min", exp.column("batch_day", "n")), "next_day"))
        .from_(exp.to_table("wholes").as_("w"))
        .join(exp.to_table("wholes").as_("n"), on=_later("w"), join_type="left")
        .group_by(*(k.copy() for k in keys))
    )


def spared() -> exp.Select:
    """The same for records whose key a quarantined line of some batch may hold: that batch does not end them."""
    keys = exp.select("business_key").distinct().from_("held")
    same = exp.and_(
        exp.column("batch_key", "h").eq(exp.column("batch_key", "n")),
        exp.column("business_key", "h").eq(exp.column("business_key", "g")),
    )
    ends = exp.Filter(
        this=exp.func("min", exp.column("batch_day", "n")),
        expression=exp.Where(this=exp.column("batch_key", "h").is_(exp.null())),
    )
    return (
        exp.select("g.record_id", exp.alias_(ends, "spared_day"), exp.alias_(exp.true(), "is_spared"))
        .from_(exp.to_table("grouped").as_("g"))
        .join(keys.subquery("k"), on=exp.column("business_key", "k").eq(exp.column("business_key", "g")))
        .join(exp.to_table("wholes").as_("n"), on=_later("g"), join_type="left")
        .join(exp.to_table("held").as_("h"), on=same, join_type="left")
        .group_by("g.record_id")
    )


def end() -> exp.Expr:
    """The day of the list that ends a record of a full list."""
    return exp.Case().when(exp.column("is_spared"), exp.column("spared_day")).else_(exp.column("next_day"))
