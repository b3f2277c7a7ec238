"""The tree of periods: how long a key stood on the full lists of a source, one row a period."""

from __future__ import annotations

from sqlglot import exp

from catalog.models import Source


def periods_select(dataset: str, source: Source) -> exp.Select:
    """The staged rows of a source of full lists, with ``left_on`` and ``listed_from``.

    ``left_on`` is the day of the first whole list that did not hold the key any more, on the last row of each of its
    periods; ``listed_from`` the day of the first list of the period. A list of which a file was refused shows who is
    on it and not who is missing.
    """
    query = exp.select(
        "*",
        exp.alias_(_over(exp.func("min", exp.column("batch_day")), "period"), "listed_from"),
    ).from_("numbered")
    parts = {
        "listed": _listed(dataset, source),
        "lists": _lists(dataset, source),
        "gaps": _gaps(),
        "numbered": _numbered(),
    }
    for name, part in parts.items():
        query = query.with_(name, as_=part, copy=False)
    return query


_ORDER = ("batch_key", "record_id")


def _over(function: exp.Expr, *more: str, ordered: bool = False) -> exp.Window:
    """A function over the rows of one key in one scope, in batch order if asked."""
    order = exp.Order(expressions=[exp.Ordered(this=exp.column(c)) for c in _ORDER]) if ordered else None
    keys = [exp.column(c) for c in ("business_key", "list_scope", *more)]
    return exp.Window(this=function, partition_by=keys, order=order)


def _listed(dataset: str, source: Source) -> exp.Select:
    """The staged rows with the scope of their list and the next batch that holds their key."""
    field = {None: None, "division": "part_division"}.get(source.scope, source.scope)
    scope = exp.cast(exp.column(field), "VARCHAR") if field else exp.Literal.string("")
    scoped = exp.select(
        "*", exp.alias_(exp.func("coalesce", scope, exp.Literal.string("")), "list_scope")
    ).from_(f"staged.{dataset}")
    following = _over(exp.func("lead", exp.column("batch_key")), ordered=True)
    return exp.select("*", exp.alias_(following, "next_key")).from_(scoped.subquery("scoped"))


def _lists(dataset: str, source: Source) -> exp.Select:
    """The whole lists of each scope; of a scope nobody could tell there are none."""
    refused = exp.and_(
        exp.column("dataset", "f").eq(exp.Literal.string(dataset)),
        exp.column("status", "f").eq(exp.Literal.string("refused")),
        exp.column("batch", "f").eq(exp.column("batch", "listed")),
    )
    columns = (exp.column(c, "listed") for c in ("list_scope", "batch_key", "batch_day"))
    files = exp.to_table("raw.files").as_("f")
    lists = exp.select(*columns).distinct().from_("listed").join(files, on=refused, join_type="anti")
    return (
        lists.where(exp.column("list_scope", "listed").neq(exp.Literal.string(""))) if source.scope else lists
    )


def _gaps() -> exp.Select:
    """Records after which their key was missing on a list and came back, with the day of that list."""
    between = exp.and_(
        exp.column("list_scope", "n").eq(exp.column("list_scope", "r")),
        exp.column("batch_key", "n") > exp.column("batch_key", "r"),
        exp.column("batch_key", "n") < exp.column("next_key", "r"),
    )
    return (
        exp.select(
            exp.column("record_id", "r"), exp.alias_(exp.func("min", exp.column("batch_day", "n")), "day")
        )
        .from_(exp.to_table("listed").as_("r"))
        .join(exp.to_table("lists").as_("n"), on=between)
        .group_by(exp.column("record_id", "r"))
    )


def _numbered() -> exp.Select:
    """Rows with the number of the period they belong to, and the day on which it ended."""
    before = exp.WindowSpec(
        kind="ROWS",
        start="UNBOUNDED",
        start_side="PRECEDING",
        end=exp.Literal.number(1),
        end_side="PRECEDING",
    )
    number = _over(exp.func("count", exp.column("record_id", "g")), ordered=True)
    number.set("spec", before)
    for column in number.find_all(exp.Column):
        if not column.table:
            column.set("table", exp.to_identifier("r"))
    return (
        exp.select(
            exp.column(exp.Star(), "r"),
            exp.alias_(exp.func("coalesce", exp.column("ended_on", "r"), exp.column("day", "g")), "left_on"),
            exp.alias_(number, "period"),
        )
        .from_(exp.to_table("listed").as_("r"))
        .join(
            exp.to_table("gaps").as_("g"),
            on=exp.column("record_id", "g").eq(exp.column("record_id", "r")),
            join_type="left",
        )
    )
