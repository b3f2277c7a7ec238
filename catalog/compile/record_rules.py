"""Rules on a whole record as conditions over its staged row: true, false, or null where something is unknown."""

from __future__ import annotations

from sqlglot import exp

from catalog.models import Source, ValueType
from catalog.record_rules import Age, Empty, Order, RecordRule, Sum, Within


def holds(source: Source, rule: RecordRule) -> exp.Expr:
    """Whether a record keeps a rule; the functions named in it are those of ``sql/functions``."""
    match rule:
        case Order():
            return _in_order(source, rule)
        case Sum():
            return exp.column(rule.field).eq(exp.paren(_sum(rule.parts)))
        case Empty():
            matches = [exp.column(f).eq(value) for f, value in rule.when.items()]
            empty = exp.column(rule.field).is_(exp.null())
            return exp.Case().when(exp.and_(*matches), empty)
        case Age():
            return exp.column(rule.field).eq(_years(_birth(source, rule.birth), _day(rule.on)))
        case Within():
            value = _years(_birth(source, rule.birth), _day(None)) if rule.birth else exp.column(rule.field)
            return _between(value, rule)
    raise TypeError(f"no condition for the rule `{rule.name}`")


def _sum(fields: tuple[str, ...]) -> exp.Expr:
    total: exp.Expr = exp.Literal.number(0)
    for field in fields:
        total = exp.Add(this=total, expression=exp.func("coalesce", exp.column(field), exp.Literal.number(0)))
    return total


def _in_order(source: Source, rule: Order) -> exp.Expr:
    """Dates compare at the coarser of their precisions; a number of years counts between whole days."""
    if rule.years:
        return _years(_birth(source, rule.earlier), _day(rule.later)) >= exp.Literal.number(rule.years)
    earlier, later = exp.column(rule.earlier), exp.column(rule.later)
    if source.column(rule.earlier).type is ValueType.id:
        earlier = exp.cast(_birth(source, rule.earlier), "VARCHAR")
    length = exp.func("least", exp.func("length", earlier), exp.func("length", later.copy()))
    first, then = (
        exp.func("substr", side.copy(), exp.Literal.number(1), length.copy()) for side in (earlier, later)
    )
    return first <= then


def _birth(source: Source, field: str) -> exp.Expr:
    """A birth date as a day: of a date column, or inside an id number."""
    if source.column(field).type is ValueType.id:
        return exp.Anonymous(this="id_number_birth", expressions=[exp.column(field)])
    return _day(field)


def _day(field: str | None) -> exp.Expr:
    """A date field as a day, null when it is coarser; the day of the delivery where no field is named."""
    if field is None:
        return exp.column("batch_day")
    text = exp.func("substr", exp.column(field), exp.Literal.number(1), exp.Literal.number(10))
    return exp.TryCast(this=text, to=exp.DataType.build("DATE"))


def _years(birth: exp.Expr, day: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this="whole_years", expressions=[birth, day])


def _between(value: exp.Expr, rule: Within) -> exp.Expr:
    bounds = []
    if rule.min is not None:
        bounds.append(exp.GTE(this=value, expression=exp.Literal.number(rule.min)))
    if rule.max is not None:
        bounds.append(exp.LTE(this=value.copy(), expression=exp.Literal.number(rule.max)))
    return exp.and_(*bounds)
