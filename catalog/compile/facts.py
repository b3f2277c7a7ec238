"""The trees of facts: payments, settlements, entitlements, enrolments and employments of people."""

from __future__ import annotations

from sqlglot import exp

from catalog.compile.periods import periods_select
from catalog.compile.unions import union_all
from catalog.facts import FACT_COLUMNS, Fact
from catalog.load import Catalog
from catalog.models import Mode, Source, ValueType


def facts_select(catalog: Catalog, table: str) -> exp.Query:
    """Facts of one kind with their person and record, from every source that declares them.

    Records in force, and the last record of each period in which a full list held a key: that it ended is inferred,
    not declared.
    """
    return union_all(
        [
            _fact(dataset, source, fact)
            for dataset, source in sorted(catalog.sources.items())
            for fact in source.facts
            if fact.table == table
        ]
    )


def _fact(dataset: str, source: Source, fact: Fact) -> exp.Select:
    kind = (
        exp.Literal.string(fact.kind.strip("'")) if fact.kind.startswith("'") else exp.column(fact.kind, "s")
    )
    is_list = source.mode is Mode.full and fact.table not in HAPPENED
    rows = (
        periods_select(dataset, source).subquery("s")
        if is_list
        else exp.to_table(f"staged.{dataset}").as_("s")
    )
    ended = exp.column("left_on" if is_list else "ended_on", "s")
    extra = [
        exp.alias_(exp.column(c.field, "s"), c.field)
        for c in source.columns
        if fact.table == "settlement" and c.type is ValueType.money and c.field != fact.amount
    ]
    return (
        exp.select(
            exp.alias_(exp.column("entity_id", "link"), "person_id"),
            exp.alias_(exp.cast(kind, "VARCHAR"), "kind"),
            exp.alias_(exp.cast(_field(fact.amount), "DECIMAL(18, 2)"), "amount"),
            *_fact_time(fact, ended, is_list),
            *(_text(getattr(fact, name), name) for name in FACT_COLUMNS[fact.table]),
            *extra,
            exp.alias_(exp.not_(exp.column("superseded", "s")), "in_force"),
            exp.alias_(exp.Literal.string(dataset), "dataset"),
            *(exp.column(c, "s") for c in ("batch", "file", "sheet", "row_number", "batch_day")),
        )
        .from_(rows)
        .join(
            exp.to_table("identity.person_links").as_("link"),
            on=exp.and_(
                exp.column("record_id", "link").eq(exp.column("record_id", "s")),
                exp.column("role", "link").eq(exp.Literal.string(fact.role)),
            ),
        )
        .where(exp.or_(exp.not_(exp.column("superseded", "s")), exp.not_(ended.copy().is_(exp.null()))))
    )


HAPPENED = {"payment": "paid_on", "settlement": "settled_on"}
"""Facts of one day, and the name of that day; the others last and have a start and an end."""


def _fact_time(fact: Fact, ended: exp.Column, is_list: bool) -> list[exp.Expr]:
    """When a fact happened, or from when to when it holds."""
    status = _text(fact.status, "status")
    if fact.table in HAPPENED:
        day = exp.func(
            "substr", exp.cast(_field(fact.start), "VARCHAR"), exp.Literal.number(1), exp.Literal.number(10)
        )
        return [
            exp.alias_(exp.TryCast(this=day, to=exp.DataType.build("DATE")), HAPPENED[fact.table]),
            status,
        ]
    end = exp.func("coalesce", exp.cast(_field(fact.end), "VARCHAR"), exp.cast(ended.copy(), "VARCHAR"))
    return [
        exp.alias_(exp.cast(_field(fact.start), "VARCHAR"), "start_date"),
        exp.alias_(end, "end_date"),
        exp.alias_(exp.not_(ended.copy().is_(exp.null())), "ended_inferred"),
        exp.alias_(exp.cast(_field("listed_from" if is_list else None), "DATE"), "listed_from"),
        status,
    ]


def _text(field: str | None, name: str) -> exp.Expr:
    """A field as text under another name, null where the fact has none."""
    return exp.alias_(exp.cast(_field(field), "VARCHAR"), name)


def _field(name: str | None) -> exp.Expr:
    return exp.column(name, "s") if name else exp.null()
