"""The tree that decides which records are in force: delivery modes over any order of arrival (design: Delivery modes)."""

from __future__ import annotations

from sqlglot import exp

from catalog.models import Mode, Source, ValueType

UNRESOLVED = "unresolved"
"""A scope nobody could tell; it ends nothing."""


def force_select(source: Source) -> exp.Query:
    """Every staged row with ``business_key``, ``superseded`` and ``ended_on`` (a full list no longer holds it).

    Reads ``staged_rows`` (all staged rows of the dataset with ``batch_key``, ``batch_day``, ``complete``,
    ``part_division``) and ``name_groups`` (business key, name, group: names that can not be one person's differ).
    """
    ranked = _ranked_by_content(source) if source.mode is Mode.append else _ranked_by_batch()
    helpers = (*_HELPERS, "first_batch") if source.mode is Mode.append else _HELPERS
    query = exp.select(_all_but("r", helpers), exp.alias_(_superseded(source), "superseded")).from_(
        exp.to_table("ranked").as_("r")
    )
    if source.mode is Mode.full:
        same = exp.column("record_id", "e").eq(exp.column("record_id", "r"))
        query = query.select(exp.column("ended_on", "e")).join(
            exp.to_table("ends").as_("e"), on=same, join_type="left"
        )
        query = query.with_("ends", as_=_ends())
    else:
        query = query.select(exp.alias_(exp.cast(exp.null(), "DATE"), "ended_on"))
    parts = {"keyed": keyed_select(source), "grouped": _grouped(source), "ranked": ranked}
    if source.mode is Mode.append:
        parts = {
            "keyed": parts["keyed"],
            "grouped": parts["grouped"],
            "first": _first_delivery(source),
            "ranked": ranked,
        }
    with_ = exp.With(
        expressions=[
            exp.CTE(this=select, alias=exp.TableAlias(this=exp.to_identifier(n)))
            for n, select in parts.items()
        ]
    )
    with_.expressions.extend(query.args["with_"].expressions if query.args.get("with_") else [])
    query.set("with_", with_)
    return query


_HELPERS = ("scope_value", "name_group", "place", "scope_last", "sign", "complete")


def keyed_select(source: Source) -> exp.Select:
    """The staged rows with their business key and the scope inside which their list is the whole state."""
    return exp.select(
        "*", exp.alias_(_business_key(source), "business_key"), exp.alias_(_scope(source), "scope_value")
    ).from_("staged_rows")


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
    group = exp.func("coalesce", exp.column("name_group", "g"), exp.Literal.number(0))
    amounts = [c.field for c in source.columns if c.type is ValueType.money]
    sign = exp.column(amounts[0], "k") < 0 if source.mode is Mode.append and amounts else exp.false()
    query = exp.select(
        exp.column(exp.Star(), "k"),
        exp.alias_(group if name else exp.Literal.number(0), "name_group"),
        exp.alias_(exp.func("coalesce", sign, exp.false()), "sign"),
    ).from_(exp.to_table("keyed").as_("k"))
    if name is None:
        return query
    same = exp.and_(
        exp.column("business_key", "g").eq(exp.column("business_key", "k")),
        exp.column("name", "g").eq(exp.column(name, "k")),
    )
    return query.join(exp.to_table("name_groups").as_("g"), on=same, join_type="left")


_KEY = ("business_key", "name_group", "sign")


def _ranked_by_batch() -> exp.Select:
    """Full and delta: of one key the newest batch counts, and in it the later row."""
    place = _row_number(_KEY, ("batch_key", True), ("record_id", True))
    whole = exp.and_(exp.column("complete"), exp.column("scope_value").neq(exp.Literal.string(UNRESOLVED)))
    scope_last = exp.Window(
        this=exp.func("max", exp.Case().when(whole, exp.column("batch_key"))),
        partition_by=[exp.column("scope_value")],
    )
    return exp.select("*", exp.alias_(place, "place"), exp.alias_(scope_last, "scope_last")).from_("grouped")


def _first_delivery(source: Source) -> exp.Select:
    """Append: the batch in which each content of a key came first."""
    keys = [exp.column(k) for k in (*_KEY, "content")]
    return exp.select(
        "*",
        exp.alias_(
            exp.Window(this=exp.func("min", exp.column("batch_key")), partition_by=keys), "first_batch"
        ),
    ).from_("grouped")


def _ranked_by_content(source: Source) -> exp.Select:
    """Append: an equal content is a re-delivery; of different ones the newest counts, in its first delivery."""
    place = _row_number(
        _KEY, ("first_batch", True), ("content", False), ("batch_key", False), ("record_id", False)
    )
    return exp.select("*", exp.alias_(place, "place"), exp.alias_(exp.null(), "scope_last")).from_("first")


def _row_number(partition: tuple[str, ...], *order: tuple[str, bool]) -> exp.Window:
    return exp.Window(
        this=exp.RowNumber(),
        partition_by=[exp.column(c) for c in partition],
        order=exp.Order(expressions=[exp.Ordered(this=exp.column(c), desc=desc) for c, desc in order]),
    )


def _superseded(source: Source) -> exp.Expr:
    later = exp.column("place", "r") > 1
    if source.mode is Mode.full:
        gone = exp.column("batch_key", "r") < exp.column("scope_last", "r")
        return exp.or_(later, exp.func("coalesce", gone, exp.false()))
    if source.mode is Mode.delta:
        deleted = exp.func("coalesce", exp.column("operation", "r").eq("删除"), exp.false())
        return exp.or_(later, deleted)
    return later


def _ends() -> exp.Select:
    """The day of the first whole list after a row's last that did not hold its key."""
    later = exp.and_(
        exp.column("scope_value", "s").eq(exp.column("scope_value", "r")),
        exp.column("batch_key", "s") > exp.column("batch_key", "r"),
    )
    scopes = (
        exp.select("scope_value", "batch_key", "batch_day")
        .distinct()
        .from_("grouped")
        .where(exp.column("complete"), exp.column("scope_value").neq(exp.Literal.string(UNRESOLVED)))
    )
    return (
        exp.select(
            exp.column("record_id", "r"),
            exp.alias_(exp.func("min", exp.column("batch_day", "s")), "ended_on"),
        )
        .from_(exp.to_table("ranked").as_("r"))
        .join(exp.Subquery(this=scopes, alias=exp.TableAlias(this=exp.to_identifier("s"))), on=later)
        .where(exp.column("place", "r").eq(1))
        .group_by(exp.column("record_id", "r"))
    )


def _all_but(table: str, columns: tuple[str, ...]) -> exp.Expr:
    star = exp.Star(**{"except_": [exp.to_identifier(c) for c in columns]})
    return exp.Column(this=star, table=exp.to_identifier(table))
