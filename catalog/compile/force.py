"""The tree that decides which records are in force: delivery modes over any order of arrival (design: Delivery modes)."""

from __future__ import annotations

from sqlglot import exp

from catalog.models import Mode, Source, ValueType

UNRESOLVED = "unresolved"
"""A scope nobody could tell; it ends nothing."""


def force_select(source: Source) -> exp.Query:
    """The records that are not in force: ``record_id``, ``superseded`` (true), ``ended_on`` (a full list no longer
    holds the key).

    Reads ``staged_rows`` (all staged rows of the dataset, keyed by ``keyed_select``, with ``complete``: no file of the
    batch was refused) and ``name_groups`` (business key, name, group: names that can not be one person's differ).
    """
    told = (
        exp.select(
            "record_id", exp.alias_(_superseded(source), "superseded"), exp.alias_(_ended(source), "ended_on")
        )
        .from_("grouped")
        .join("replaced", using=["record_id"], join_type="left")
    )
    if source.mode is Mode.full:
        told = told.join("lists", using=["scope_value", "batch_key"], join_type="left")
    query = exp.select("record_id", "superseded", "ended_on").from_(told.subquery("told")).where("superseded")
    parts = {"grouped": _grouped(source), "contested": _contested()}
    if source.mode is Mode.append:
        parts |= {"first": _first_delivery(), "replaced": _replaced_content()}
    else:
        parts |= {"replaced": _replaced()}
    if source.mode is Mode.full:
        parts |= {"wholes": _wholes(), "lists": _lists()}
    for name, part in parts.items():
        query = query.with_(name, as_=part, copy=False)
    return query


def keyed_select(source: Source) -> exp.Select:
    """The rows of ``standard`` with their business key and the scope inside which their list is the whole state."""
    return exp.select(
        "*", exp.alias_(_business_key(source), "business_key"), exp.alias_(_scope(source), "scope_value")
    ).from_("standard")


def keyed_name(source: Source) -> str | None:
    """The name field of a source keyed by id number: a row replaces an older one only under a compatible name."""
    for role in source.roles.values():
        if role.subject and role.name and role.id_number and (role.id_number,) in source.keys:
            return role.name
    return None


def _business_key(source: Source) -> exp.Expr:
    """The first complete alternative key as text, else the row itself."""
    case = exp.Case()
    for i, fields in enumerate(source.keys, 1):
        complete = exp.and_(*(exp.not_(exp.column(f).is_(exp.null())) for f in fields))
        case = case.when(complete, _joined(str(i), *(exp.cast(exp.column(f), "VARCHAR") for f in fields)))
    return case.else_(_joined("record", exp.cast(exp.column("record_id"), "VARCHAR")))


def _joined(*parts: exp.Expr | str) -> exp.Expr:
    texts = [exp.Literal.string(p) if isinstance(p, str) else p for p in ("\x1f", *parts)]
    return exp.Anonymous(this="concat_ws", expressions=texts)


def _scope(source: Source) -> exp.Expr:
    if source.scope is None:
        return exp.Literal.string("dataset")
    field = "part_division" if source.scope == "division" else source.scope
    return exp.func("coalesce", exp.cast(exp.column(field), "VARCHAR"), exp.Literal.string(UNRESOLVED))


def _grouped(source: Source) -> exp.Select:
    """Rows with the group of their name, and the sign of their amount: a reversal does not replace what it reverses."""
    name = keyed_name(source)
    amounts = [c.field for c in source.columns if c.type is ValueType.money]
    sign = exp.column(amounts[0], "r") < 0 if source.mode is Mode.append and amounts else exp.false()
    mode = {Mode.append: ["content"], Mode.delta: ["operation"], Mode.full: ["scope_value", "complete"]}
    group = exp.column("name_group", "g") if name else exp.cast(exp.null(), "INTEGER")
    query = exp.select(
        *(
            exp.column(c, "r")
            for c in ("record_id", "batch_key", "batch_day", "business_key", *mode[source.mode])
        ),
        exp.alias_(exp.func("coalesce", group, exp.Literal.number(0)), "name_group"),
        exp.alias_(exp.func("coalesce", sign, exp.false()), "sign"),
    ).from_(exp.to_table("staged_rows").as_("r"))
    if name is None:
        return query
    same = exp.and_(
        exp.column("business_key", "g").eq(exp.column("business_key", "r")),
        exp.column("name", "g").eq(exp.column(name, "r")),
    )
    return query.join(exp.to_table("name_groups").as_("g"), on=same, join_type="left")


_KEY = ("business_key", "name_group", "sign")


def _contested() -> exp.Select:
    """The rows that share their key with another; most keys come once, and sorting those would be the whole cost."""
    several = exp.select(*_KEY).from_("grouped").group_by(*_KEY).having(exp.func("count", exp.Star()) > 1)
    return exp.select("grouped.*").from_("grouped").join(several.subquery("several"), using=list(_KEY))


def _replaced() -> exp.Select:
    """Full and delta: of one key the newest batch counts, and in it the later row."""
    return _all_but_first("contested", ("batch_key", True), ("record_id", True))


def _first_delivery() -> exp.Select:
    """Append: the batch in which each content of a key came first."""
    first = exp.Window(
        this=exp.func("min", exp.column("batch_key")),
        partition_by=[exp.column(k) for k in (*_KEY, "content")],
    )
    return exp.select("*", exp.alias_(first, "first_batch")).from_("contested")


def _replaced_content() -> exp.Select:
    """Append: an equal content is a re-delivery; of different ones the newest counts, in its first delivery."""
    return _all_but_first(
        "first", ("first_batch", True), ("content", False), ("batch_key", False), ("record_id", False)
    )


def _all_but_first(relation: str, *order: tuple[str, bool]) -> exp.Select:
    """Of each key the rows behind the first in an order of (column, descending)."""
    place = exp.Window(
        this=exp.RowNumber(),
        partition_by=[exp.column(c) for c in _KEY],
        order=exp.Order(expressions=[exp.Ordered(this=exp.column(c), desc=desc) for c, desc in order]),
    )
    return exp.select("record_id", exp.alias_(exp.true(), "replaced")).from_(relation).qualify(place > 1)


def _wholes() -> exp.Select:
    """The batches of each scope, and whether they are the whole state of it."""
    whole = exp.and_(exp.column("complete"), exp.column("scope_value").neq(exp.Literal.string(UNRESOLVED)))
    return (
        exp.select("scope_value", "batch_key", "batch_day", exp.alias_(whole, "whole"))
        .distinct()
        .from_("grouped")
    )


def _lists() -> exp.Select:
    """For each batch of a scope the day of the first whole list that came after it, null where it is the last."""
    later = exp.and_(
        exp.column("scope_value", "n").eq(exp.column("scope_value", "w")),
        exp.column("batch_key", "n") > exp.column("batch_key", "w"),
        exp.column("whole", "n"),
    )
    keys = [exp.column(c, "w") for c in ("scope_value", "batch_key")]
    return (
        exp.select(*keys, exp.alias_(exp.func("min", exp.column("batch_day", "n")), "next_day"))
        .from_(exp.to_table("wholes").as_("w"))
        .join(exp.to_table("wholes").as_("n"), on=later, join_type="left")
        .group_by(*(k.copy() for k in keys))
    )


def _superseded(source: Source) -> exp.Expr:
    replaced = exp.not_(exp.column("replaced").is_(exp.null()))
    if source.mode is Mode.full:
        return exp.or_(replaced, exp.not_(exp.column("next_day").is_(exp.null())))
    if source.mode is Mode.delta:
        return exp.or_(replaced, exp.func("coalesce", exp.column("operation").eq("删除"), exp.false()))
    return replaced


def _ended(source: Source) -> exp.Expr:
    """The day from which a full list does not hold the key any more; a row that was replaced has not ended."""
    if source.mode is not Mode.full:
        return exp.cast(exp.null(), "DATE")
    return exp.Case().when(exp.column("replaced").is_(exp.null()), exp.column("next_day"))
